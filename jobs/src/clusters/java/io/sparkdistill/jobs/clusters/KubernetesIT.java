package io.sparkdistill.jobs.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.sparkdistill.jobs.Launcher;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.package$;
import org.junit.jupiter.api.Test;

/**
 * The files for Kubernetes have the form of their kinds, with no unknown key: that of Kubernetes by the classes of
 * Spark's own client, that of the Spark operator by its published schema.
 */
class KubernetesIT {
    private static final Map<String, Class<?>> KINDS = Map.of(
            "CronJob", CronJob.class,
            "ServiceAccount", ServiceAccount.class,
            "Role", Role.class,
            "RoleBinding", RoleBinding.class);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Serial
                private static final long serialVersionUID = 1;

                /** The classes keep keys that they do not know. */
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    @Test
    void theFilesForKubernetesHaveItsForm() throws IOException {
        for (String file : List.of("service-account.yaml", "nightly-cronjob.yaml")) {
            for (JsonNode document : documents(file)) {
                Class<?> kind = KINDS.get(document.get("kind").asText());
                assertThat(STRICT.treeToValue(document, kind)).isNotNull();
            }
        }
        ObjectNode misspelled = (ObjectNode) documents("nightly-cronjob.yaml").get(0);
        ((ObjectNode) misspelled.at("/spec/jobTemplate/spec")).put("backofLimit", 0);
        assertThatThrownBy(() -> STRICT.treeToValue(misspelled, CronJob.class))
                .isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("backofLimit");
    }

    @Test
    void theNightlyPodEndsWithTheCodeOfItsRunAndIsNotTriedAgain() throws IOException {
        CronJob night = STRICT.treeToValue(documents("nightly-cronjob.yaml").get(0), CronJob.class);
        assertThat(night.getApiVersion()).isEqualTo("batch/v1");
        assertThat(night.getSpec().getConcurrencyPolicy()).isEqualTo("Forbid");
        assertThat(night.getSpec().getJobTemplate().getSpec().getBackoffLimit()).isZero();
        PodSpec pod = night.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
        assertThat(pod.getRestartPolicy()).isEqualTo("Never");
        assertThat(pod.getServiceAccountName())
                .isEqualTo(documents("service-account.yaml")
                        .get(0)
                        .at("/metadata/name")
                        .asText());
        Container driver = pod.getContainers().get(0);
        assertThat(driver.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(driver.getResources().getLimits()).containsKeys("cpu", "memory");
        assertThat(driver.getArgs()).contains("--deploy-mode=client", "--conf=spark.kubernetes.executor.limit.cores=4");
        JsonNode application = application();
        assertThat(driver.getArgs()).endsWith(strings(application.at("/spec/arguments")));
        assertThat(driver.getArgs())
                .contains(
                        "--class=" + application.at("/spec/mainClass").asText(),
                        application.at("/spec/mainApplicationFile").asText());
    }

    @Test
    void theFilesForTheSparkOperatorHaveItsForm() throws IOException {
        JsonNode scheduled = documents("scheduled-spark-application.yaml").get(0);
        assertThat(faults(scheduled)).isEmpty();
        assertThat(scheduled.at("/apiVersion").asText()).isEqualTo("sparkoperator.k8s.io/v1beta2");
        assertThat(scheduled.at("/kind").asText()).isEqualTo("ScheduledSparkApplication");
        assertThat(application().at("/apiVersion").asText()).isEqualTo("sparkoperator.k8s.io/v1beta2");
        assertThat(application().at("/kind").asText()).isEqualTo("SparkApplication");
        assertThat(application().at("/spec")).isEqualTo(scheduled.at("/spec/template"));
        assertThat(application().at("/spec/sparkVersion").asText()).isEqualTo(package$.MODULE$.SPARK_VERSION());

        ((ObjectNode) scheduled.at("/spec/template/driver")).put("memry", "4g").put("cores", "two");
        assertThat(faults(scheduled)).hasSize(2);
    }

    private static JsonNode application() throws IOException {
        return documents("spark-application.yaml").get(0);
    }

    private static Set<ValidationMessage> faults(JsonNode document) throws IOException {
        try (InputStream in =
                KubernetesIT.class.getResourceAsStream("/kubernetes/scheduledsparkapplication-v1beta2.json")) {
            JsonNode schema = new ObjectMapper().readTree(in);
            refuseUnknownKeys(schema);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(schema)
                    .validate(document);
        }
    }

    /** Kubernetes itself drops unknown keys silently. */
    private static void refuseUnknownKeys(JsonNode schema) {
        if (schema.path("properties").isObject()) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        schema.forEach(KubernetesIT::refuseUnknownKeys);
    }

    private static List<JsonNode> documents(String file) throws IOException {
        try (InputStream in =
                Files.newInputStream(Launcher.ROOT.resolve("docker/kubernetes").resolve(file))) {
            return YAML.readerFor(JsonNode.class).<JsonNode>readValues(in).readAll();
        }
    }

    private static String[] strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asText()));
        return strings.toArray(String[]::new);
    }
}
