package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.endpoint.AnswerReading;
import io.sparkdistill.endpoint.ApiKey;
import io.sparkdistill.endpoint.ClassWords;
import io.sparkdistill.endpoint.EndpointSettings;
import io.sparkdistill.endpoint.Protocol;
import io.sparkdistill.endpoint.Traffic;
import io.sparkdistill.jobs.config.EndpointConfig;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads and checks the settings of a model behind an endpoint. */
final class EndpointConfigReader {
    private static final URI NOWHERE = URI.create("http://localhost");

    private EndpointConfigReader() {}

    /** Returns the endpoint of a teacher; empty for a teacher from files. */
    static Optional<EndpointConfig> read(Settings settings, TaskConfig task) {
        if (settings.optionalString("endpoint").isEmpty()) {
            requireNone(settings, "prompt");
            return Optional.empty();
        }
        requireNone(settings, "tokenizer");
        requireNone(settings, "variant");
        if (!settings.strings("alternatives").isEmpty()) {
            settings.problem("alternatives", "must not be given with an endpoint");
        }
        if (task.type() == TaskType.FEATURES) {
            settings.problem("endpoint", "must not be given when task.type is features");
        }
        return Optional.of(endpoint(settings, classes(settings, task), reading(settings)));
    }

    /** Returns the endpoint of a model that generates texts; empty without one. */
    static Optional<EndpointConfig> generator(Settings settings, TaskConfig task) {
        AnswerReading texts = texts(settings);
        if (settings.optionalString("endpoint").isEmpty()) {
            return Optional.empty();
        }
        if (task.type() == TaskType.FEATURES) {
            settings.problem("endpoint", "must not be given when task.type is features");
        }
        return Optional.of(endpoint(settings, new ClassWords(List.of()), texts));
    }

    private static AnswerReading texts(Settings settings) {
        int number = settings.integer("n", 1);
        double temperature = settings.notNegative("temperature");
        if (number > 1 && temperature == 0) {
            settings.problem("n", "must be 1 where temperature = 0, which always gives the same text: " + number);
        }
        return new AnswerReading.Texts(
                number,
                temperature,
                settings.integer("seed", 0),
                settings.strings("stop"),
                settings.integer("max-tokens", 1));
    }

    private static EndpointConfig endpoint(Settings settings, ClassWords classes, AnswerReading reading) {
        EndpointSettings endpoint = new EndpointSettings(
                address(settings),
                settings.string("model"),
                settings.choice("mode", Protocol.class),
                classes,
                reading,
                key(settings),
                traffic(settings));
        Settings price = settings.group("price");
        return new EndpointConfig(
                endpoint,
                settings.string("prompt"),
                new EndpointConfig.Price(price.notNegative("input"), price.notNegative("output")));
    }

    private static void requireNone(Settings settings, String key) {
        if (settings.optionalString(key).isPresent()) {
            boolean remote = settings.optionalString("endpoint").isPresent();
            settings.problem(
                    key, remote ? "must not be given with an endpoint" : "must not be given without an endpoint");
        }
    }

    private static URI address(Settings settings) {
        String given = settings.string("endpoint");
        try {
            URI address = URI.create(given);
            if (List.of("http", "https").contains(String.valueOf(address.getScheme()))
                    && address.getHost() != null
                    && address.getUserInfo() == null
                    && address.getQuery() == null) {
                return address;
            }
        } catch (IllegalArgumentException unreadable) {
            // The problem is the same.
        }
        settings.problem(
                "endpoint",
                "must be an address such as https://host/v1, without a user, a key or a query; name the key by api-key-env or api-key-file");
        return NOWHERE;
    }

    private static ClassWords classes(Settings settings, TaskConfig task) {
        List<List<String>> given = settings.lists("class-tokens");
        ClassWords words = new ClassWords(
                given.isEmpty()
                        ? IntStream.range(0, task.classes())
                                .mapToObj(index -> List.of(task.className(index)))
                                .toList()
                        : given);
        if (words.words().size() != task.classes()) {
            settings.problem(
                    "class-tokens", "must be as many as task.classes = %d: %s".formatted(task.classes(), given));
        }
        if (words.isIncomplete()) {
            settings.problem("class-tokens", "must have a word for each class: " + words);
        } else if (words.isAmbiguous()) {
            settings.problem(
                    "class-tokens",
                    "must not begin with one another, apart from letter case, so that a first token tells the class: "
                            + words);
        }
        return words;
    }

    private static AnswerReading reading(Settings settings) {
        int samples = settings.integer("samples", 0);
        double temperature = settings.positive("sample-temperature");
        int tokens = settings.integer("sample-tokens", 1);
        int top = settings.integer("top-logprobs", 1);
        double least = settings.probability("min-class-mass");
        return samples == 0
                ? new AnswerReading.FirstToken(top, least)
                : new AnswerReading.Samples(samples, temperature, tokens);
    }

    private static ApiKey key(Settings settings) {
        Optional<String> variable = settings.optionalString("api-key-env");
        Optional<String> file = settings.optionalString("api-key-file");
        if (variable.isPresent() && file.isPresent()) {
            settings.problem("api-key-file", "and api-key-env must not both be given");
        }
        return variable.<ApiKey>map(ApiKey.Environment::new)
                .or(() -> file.map(ApiKey.File::new))
                .orElseGet(ApiKey.None::new);
    }

    private static Traffic traffic(Settings settings) {
        return new Traffic(
                settings.integer("max-in-flight", 1),
                settings.optionalInteger("requests-per-minute", 1).orElse(0),
                settings.optionalInteger("tokens-per-minute", 1).orElse(0),
                Duration.ofSeconds(settings.integer("timeout-seconds", 1)),
                settings.integer("max-retries", 0));
    }
}
