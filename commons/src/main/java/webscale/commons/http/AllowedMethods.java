package webscale.commons.http;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Knows which methods a path takes: a 405 has to say so (RFC 9110 section 15.5.6), and the framework's does not. */
@Singleton
public class AllowedMethods {
    private record Endpoint(Pattern path, String method) {}

    private final BeanManager beans;
    private volatile List<Endpoint> endpoints;

    AllowedMethods(BeanManager beans) {
        this.beans = beans;
    }

    /** The value of the header {@code Allow} for this path, its methods in alphabetical order. */
    public String of(String path) {
        if (endpoints == null) {
            endpoints = beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                    .map(bean -> bean.getBeanClass())
                    .filter(type -> type.isAnnotationPresent(Path.class))
                    .distinct()
                    .flatMap(AllowedMethods::endpointsOf)
                    .toList();
        }
        var methods = new TreeSet<String>();
        for (var endpoint : endpoints) {
            if (endpoint.path.matcher(path).matches()) {
                methods.add(endpoint.method);
            }
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        return String.join(", ", methods);
    }

    private static Stream<Endpoint> endpointsOf(Class<?> resource) {
        var root = resource.getAnnotation(Path.class).value();
        return Arrays.stream(resource.getDeclaredMethods()).flatMap(method -> {
            var below = method.isAnnotationPresent(Path.class)
                    ? method.getAnnotation(Path.class).value()
                    : "";
            return methodOf(method).map(verb -> new Endpoint(pattern(root + "/" + below), verb)).stream();
        });
    }

    private static Optional<String> methodOf(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(verb -> verb != null)
                .map(HttpMethod::value)
                .findFirst();
    }

    /** A template's parameters stand for one segment each, or for what their own expression says. */
    private static Pattern pattern(String template) {
        var expression = ("/" + template)
                .replaceAll("/+", "/")
                .replaceAll("\\{[^:}]+}", "[^/]+")
                .replaceAll("\\{[^:}]+:\\s*([^}]+)}", "$1");
        return Pattern.compile(expression.replaceAll("/$", "") + "/?");
    }
}
