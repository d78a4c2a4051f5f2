package webscale.drill.shop;

import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Shoppers that open one market after the other, sell it out and check it, until they are told to stop. */
public final class Traffic {
    private final Queue<Market> markets = new ConcurrentLinkedQueue<>();
    private final Queue<Till> tills = new ConcurrentLinkedQueue<>();
    private final ExecutorService shoppers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean open = true;

    /** @param shoppers how many markets are open at once */
    public static Traffic start(Shop shop, Tally tally, int shoppers, long seed) {
        var traffic = new Traffic();
        for (int i = 0; i < shoppers; i++) {
            var random = new Random(seed + i);
            traffic.shoppers.execute(() -> traffic.shop(shop, tally, random));
        }
        traffic.shoppers.execute(() -> traffic.count(shop));
        return traffic;
    }

    private void shop(Shop shop, Tally tally, Random random) {
        while (open) {
            var market = new Market(shop, tally, random, () -> open);
            market.stock();
            markets.add(market);
            market.sell();
            if (open) {
                market.check();
            }
        }
    }

    private void count(Shop shop) {
        while (open) {
            Till.open(shop).ifPresent(till -> {
                tills.add(till);
                till.work(() -> open);
            });
        }
    }

    /** Returns when every request has its answer, or has waited for it in vain. */
    public void stop() {
        open = false;
        shoppers.close();
    }

    public List<Market> markets() {
        return List.copyOf(markets);
    }

    public List<Till> tills() {
        return List.copyOf(tills);
    }
}
