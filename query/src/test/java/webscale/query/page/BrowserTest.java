package webscale.query.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import webscale.query.documents.Await;
import webscale.query.testing.Warehouse;
import webscale.query.testing.WarehouseResource;

/** Opens every page in a real browser, clicks through them, and leaves pictures in {@code target/screenshots}. */
@QuarkusTest
@WithTestResource(WarehouseResource.class)
@EnabledIf(
        value = "isBrowserHere",
        disabledReason = "needs chromium and chromedriver (apt install chromium chromium-driver)")
@Timeout(180)
class BrowserTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path PICTURES = Path.of("target/screenshots");

    Warehouse warehouse;

    @TestHTTPResource("/")
    URI root;

    private ChromeDriver browser;

    static boolean isBrowserHere() {
        return program("chromedriver").isPresent() && program("chromium").isPresent();
    }

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(PICTURES);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        var options = new ChromeOptions();
        options.setBinary(program("chromium").orElseThrow().toFile());
        options.addArguments(
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync");
        options.addArguments(
                "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage");
        options.addArguments("--user-data-dir=" + Files.createTempDirectory("browser-test-"));
        options.setCapability("goog:loggingPrefs", logs);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(
                                program("chromedriver").orElseThrow().toFile())
                        .build(),
                options);
    }

    @AfterEach
    void close() {
        browser.quit();
    }

    @Test
    void everything_is_reached_from_the_first_page_and_nothing_is_wrong() {
        at(1200, 900);
        browser.get(root.toString());
        looksRight("home", "How warm is it on average?");

        browser.findElement(By.cssSelector("#location option[value], #location option:nth-child(2)"))
                .click();
        var chosen = browser.findElement(By.id("location")).getDomProperty("value");
        browser.findElement(By.cssSelector("form[action=query] button")).click();
        awaitPlot();
        looksRight("place", chosen);
        assertThat(browser.findElement(By.className("value")).getText()).matches("-?\\d+\\.\\d\\d °C");

        click("Sensors");
        looksRight("sensors", "Sensors");
        click("bdd640fb_0");
        awaitPlot();
        looksRight("sensor", "bdd640fb_0");
        assertThat(browser.findElement(By.className("value")).getText()).isEqualTo("10,000");

        click("Access log");
        looksRight("access-log", "Access log");
        click("Articles");
        looksRight("articles", "Articles and readers");
        click("Votes");
        looksRight("votes", "Votes");
        click("Loads");
        looksRight("loads", "Loads");
        click("Documents");
        looksRight("documents", "Keys");
        browser.findElement(By.className("brand")).click();
        looksRight("home-again", "How warm is it on average?");
    }

    @Test
    void bars_and_loads_refresh_by_themselves() {
        browser.get(root.resolve("votes").toString());
        var bars = browser.findElements(By.cssSelector("#live tbody tr")).size();
        warehouse.run(
                "INSERT INTO votes (voteId, candidate, voteTime, kioskId) VALUES (gen_random_uuid(), 'newcomer', now(), 77)");
        Await.until("the new vote is a bar", PATIENCE, () -> text().contains("newcomer"));
        assertThat(browser.findElements(By.cssSelector("#live tbody tr"))).hasSizeGreaterThan(bars);

        browser.get(root.resolve("loads").toString());
        assertThat(text()).contains("50 % done");
        warehouse.run("UPDATE load SET chunks_done = 3 WHERE load_id = 'half'");
        Await.until("the load has gone on", PATIENCE, () -> text().contains("75 % done"));
        nothingIsWrong();
    }

    @Test
    void an_error_is_a_page_with_a_way_back() {
        browser.get(root.resolve("sensors?sensor_id=x&from=yesterday").toString());
        assertThat(text()).contains("400", "from must be an instant");
        browser.findElement(By.className("button")).click();
        assertThat(text()).contains("How warm is it on average?");
    }

    @Test
    void works_by_keyboard() {
        browser.get(root.toString());
        browser.switchTo().activeElement().sendKeys(Keys.TAB);
        assertThat(browser.switchTo().activeElement().getText()).isEqualTo("Skip to the content");
        browser.switchTo().activeElement().sendKeys(Keys.ENTER);
        browser.switchTo().activeElement().sendKeys(Keys.TAB);
        assertThat(browser.switchTo().activeElement().getDomAttribute("id")).isEqualTo("location");
        browser.switchTo().activeElement().sendKeys("Oslo");
        browser.switchTo().activeElement().sendKeys(Keys.TAB);
        browser.switchTo().activeElement().sendKeys(Keys.ENTER);
        Await.until("the answer", PATIENCE, () -> text().contains("2.45 °C"));
    }

    @Test
    void fits_a_phone_in_light_and_dark() {
        at(500, 900);
        for (var scheme : List.of("light", "dark")) {
            browser.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    java.util.Map.of(
                            "features", List.of(java.util.Map.of("name", "prefers-color-scheme", "value", scheme))));
            browser.executeCdpCommand(
                    "Emulation.setDeviceMetricsOverride",
                    java.util.Map.of("width", 360, "height", 800, "deviceScaleFactor", 1, "mobile", true));
            for (var path : List.of(
                    "",
                    "query?location=Oslo",
                    "sensors",
                    "sensors?sensor_id=bdd640fb_0",
                    "access-log",
                    "articles",
                    "votes",
                    "loads",
                    "documents",
                    "nothing")) {
                browser.get(root.resolve(path).toString());
                assertThat(script("return document.documentElement.scrollWidth"))
                        .as("width of %s", path)
                        .isEqualTo(360L);
                picture(scheme + "-phone-" + path.replaceAll("\\W", "-"));
            }
        }
    }

    private void click(String link) {
        browser.findElement(By.linkText(link)).click();
    }

    private void awaitPlot() {
        Await.until("the plot is drawn", PATIENCE, () -> !browser.findElements(By.cssSelector("canvas[data-drawn]"))
                .isEmpty());
        assertThat(script("const c = document.querySelector('canvas'); const d = c.getContext('2d')"
                        + ".getImageData(0, 0, c.width, c.height).data; return d.some(v => v !== 0)"))
                .isEqualTo(true);
    }

    private void looksRight(String name, String heading) {
        assertThat(browser.findElement(By.tagName("h1")).getText()).isEqualTo(heading);
        assertThat(browser.getTitle()).endsWith("Webscale");
        picture(name);
        nothingIsWrong();
    }

    /** What breaks the policy, a script that fails and a file that is missing are all told there. */
    private void nothingIsWrong() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    private void picture(String name) {
        try {
            Files.write(PICTURES.resolve(name + ".png"), browser.getScreenshotAs(org.openqa.selenium.OutputType.BYTES));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String text() {
        return browser.findElement(By.tagName("main")).getText();
    }

    private Object script(String script) {
        return ((JavascriptExecutor) browser).executeScript(script);
    }

    private void at(int width, int height) {
        browser.manage().window().setSize(new Dimension(width, height));
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
