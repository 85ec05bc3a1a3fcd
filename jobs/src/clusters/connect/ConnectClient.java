import java.io.ByteArrayInputStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.sql.connect.client.SparkConnectClient;

/** A client of Spark Connect without Spark: it prints the result of each query as tab-separated values. */
final class ConnectClient {
    private ConnectClient() {}

    /**
     * Runs queries.
     *
     * @param arguments the URL of the server, {@code sc://host:port}, and the queries
     */
    public static void main(String[] arguments) throws Exception {
        SparkConnectClient client =
                SparkConnectClient.builder().connectionString(arguments[0]).build();
        try (RootAllocator memory = new RootAllocator()) {
            for (int i = 1; i < arguments.length; i++) {
                Plan plan = Plan.newBuilder()
                        .setRoot(Relation.newBuilder()
                                .setSql(SQL.newBuilder().setQuery(arguments[i]).build())
                                .build())
                        .build();
                var answers = client.execute(plan);
                while (answers.hasNext()) {
                    print(answers.next(), memory);
                }
            }
        }
        client.shutdown();
    }

    private static void print(ExecutePlanResponse answer, RootAllocator memory) throws Exception {
        if (!answer.hasArrowBatch()) {
            return;
        }
        byte[] bytes = answer.getArrowBatch().getData().toByteArray();
        try (ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(bytes), memory)) {
            while (reader.loadNextBatch()) {
                System.out.print(reader.getVectorSchemaRoot().contentToTSVString());
            }
        }
    }
}
