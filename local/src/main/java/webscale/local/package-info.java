/**
 * The whole system on one machine, without containers: {@link webscale.local.Launcher} is behind {@code ./run.sh},
 * {@link webscale.local.LocalSystem} starts, watches and stops the processes, {@link webscale.local.Gateway} is the one
 * door to them.
 */
package webscale.local;
