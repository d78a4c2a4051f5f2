package webscale.ingest.queue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** RabbitMQ: one direct exchange, a durable queue for each lane and for the rest, each with one consumer at a time. */
final class RabbitBroker implements Broker {
    static final String EXCHANGE = "ingest";

    private final ConnectionFactory server = new ConnectionFactory();
    private final int lanes;

    RabbitBroker(String host, int port, String user, String password, int lanes) {
        server.setHost(host);
        server.setPort(port);
        server.setUsername(user);
        server.setPassword(password);
        server.setAutomaticRecoveryEnabled(false);
        server.setConnectionTimeout(5_000);
        this.lanes = lanes;
    }

    static String queueOfLane(int lane) {
        return BrokerSettings.CHUNKS + "-" + lane;
    }

    @Override
    public void declare() throws Exception {
        try (var connection = server.newConnection();
                var channel = connection.createChannel()) {
            channel.exchangeDeclare(EXCHANGE, "direct", true);
            for (var queue : queues()) {
                declare(channel, queue);
            }
            declare(channel, BrokerSettings.DEAD_LETTERS);
        }
    }

    @Override
    public long waiting() throws Exception {
        try (var connection = server.newConnection();
                var channel = connection.createChannel()) {
            long waiting = 0;
            for (var queue : queues()) {
                waiting += channel.messageCount(queue);
            }
            return waiting;
        }
    }

    @Override
    public void trim() {
        // A message that is acknowledged is gone.
    }

    private List<String> queues() {
        var queues = new ArrayList<>(List.of(BrokerSettings.VOTES));
        for (int lane = 0; lane < lanes; lane++) {
            queues.add(queueOfLane(lane));
        }
        return queues;
    }

    /** With one consumer at a time, a queue keeps its order whatever becomes of consumers. */
    private static void declare(Channel channel, String queue) throws Exception {
        channel.queueDeclare(queue, true, false, false, Map.of("x-single-active-consumer", true));
        channel.queueBind(queue, EXCHANGE, queue);
    }
}
