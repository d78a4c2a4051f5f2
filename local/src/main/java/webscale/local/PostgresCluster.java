package webscale.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.NoSuchElementException;

/** The files of a Postgres server (a "database cluster" in its manual). */
record PostgresCluster(DataDir dir, Path binaries, Commoner commoner) {
    boolean exists() {
        return Files.exists(dir.postgres().resolve("PG_VERSION"));
    }

    /** Postgres can't read another major version's files, and only says so in its log. */
    void requireVersion() {
        if (!exists()) {
            return;
        }
        try {
            var found = Files.readString(dir.postgres().resolve("PG_VERSION")).strip();
            if (!found.equals(Versions.postgresMajor())) {
                throw new StartFailure(
                        "The data in %s is Postgres %s's, this is Postgres %s; start with --fresh to forget it, or choose another folder with --data"
                                .formatted(dir.postgres(), found, Versions.postgresMajor()));
            }
        } catch (IOException e) {
            throw DataDir.failure("read " + dir.postgres(), e);
        }
    }

    /** Makes an empty one. It gets its name when it is complete, so a start that is killed half way leaves none. */
    void create(String superuser, String password) {
        var scratch = dir.path().resolve("postgres.new");
        var passwordFile = dir.run().resolve("postgres.password");
        try {
            DataDir.delete(scratch);
            DataDir.delete(dir.postgres());
            Files.createDirectory(
                    scratch, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(passwordFile);
            Files.createFile(
                    passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passwordFile, password);
            commoner.give(scratch);
            commoner.give(passwordFile);
            initdb(List.of(
                    "--sync-method=" + syncMethod(),
                    "-D",
                    scratch.toString(),
                    "-U",
                    superuser,
                    "--encoding=UTF8",
                    "--locale-provider=libc",
                    "--locale=C",
                    "--auth=scram-sha-256",
                    "--pwfile=" + passwordFile,
                    "--no-instructions"));
            Files.move(scratch, dir.postgres(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DataDir.failure("create a database in " + dir.postgres(), e);
        } finally {
            passwordFile.toFile().delete();
        }
    }

    /** On Linux one system call instead of thousands (a start after a crash: 0.15 s for 0.5 to 1.5 s, 2026-11-22). */
    static String syncMethod() {
        return System.getProperty("os.name").equals("Linux") ? "syncfs" : "fsync";
    }

    List<String> command(String program, List<String> arguments) {
        return commoner.command(binaries.resolve("bin").resolve(program), arguments);
    }

    /**
     * Postgres takes the number in {@code postmaster.pid} for a running server if any process has it now, as happens
     * after a reboot. The launcher holds the folder's lock and has ended what it knew of, so the number of a
     * program that isn't Postgres is stale.
     */
    void forgetStalePid() {
        var file = dir.postgres().resolve("postmaster.pid");
        try {
            if (!Files.exists(file)) {
                return;
            }
            var pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            var another = ProcessHandle.of(pid)
                    .flatMap(process -> process.info().command())
                    .filter(command -> !command.endsWith("postgres"));
            if (another.isPresent()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw DataDir.failure("read " + file, e);
        } catch (NumberFormatException | NoSuchElementException e) {
            return; // half written: Postgres says what it thinks of it
        }
    }

    private void initdb(List<String> arguments) throws IOException {
        var log = dir.log("initdb");
        var process = new ProcessBuilder(command("initdb", arguments))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new StartFailure(LogTail.explain("initdb", log, process.exitValue()));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StartFailure("Interrupted while Postgres made its files", e);
        }
    }
}
