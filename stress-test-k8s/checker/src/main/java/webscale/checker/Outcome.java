package webscale.checker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import webscale.drill.shop.Verdict;

/** What a check found. */
record Outcome(List<String> figures, List<Verdict> verdicts) {
    boolean held() {
        return verdicts.stream().allMatch(Verdict::holds);
    }

    void print() {
        figures.forEach(System.out::println);
        for (var verdict : verdicts) {
            System.out.println(line(verdict));
            verdict.differences().forEach(difference -> System.out.println("       " + difference));
        }
        System.out.println(held() ? "CONSISTENT" : "INCONSISTENT");
    }

    static String line(Verdict verdict) {
        return "%-4s %-36s expected %-10s found %-10s %s"
                .formatted(
                        verdict.holds() ? "ok" : "BAD",
                        verdict.name(),
                        verdict.expected(),
                        verdict.found(),
                        verdict.rule());
    }

    /** In JUnit's form: a test case for each invariant. */
    void write(Path file) {
        try (var out = Files.newBufferedWriter(file)) {
            var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "consistency");
            xml.writeAttribute("tests", Integer.toString(verdicts.size()));
            xml.writeAttribute(
                    "failures",
                    Long.toString(verdicts.stream()
                            .filter(verdict -> !verdict.holds())
                            .count()));
            for (var verdict : verdicts) {
                xml.writeStartElement("testcase");
                xml.writeAttribute("classname", "consistency");
                xml.writeAttribute("name", verdict.name() + ": " + verdict.rule());
                if (!verdict.holds()) {
                    xml.writeStartElement("failure");
                    xml.writeAttribute(
                            "message", "expected %s, found %s".formatted(verdict.expected(), verdict.found()));
                    xml.writeCharacters(String.join("\n", verdict.differences()));
                    xml.writeEndElement();
                }
                xml.writeEndElement();
            }
            xml.writeStartElement("system-out");
            xml.writeCharacters(String.join("\n", figures));
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }
}
