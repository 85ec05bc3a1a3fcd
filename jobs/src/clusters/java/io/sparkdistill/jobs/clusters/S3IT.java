package io.sparkdistill.jobs.clusters;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class S3IT extends RemoteStoreContract {
    private static S3 s3;

    @BeforeAll
    static void start() throws Exception {
        s3 = new S3(Files.createDirectories(folder.resolve("s3")));
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Override
    RemoteStore store() {
        return s3;
    }
}
