package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputFormat;

class CsvInputFormatTest extends DelimitedInputFormatContract {
    @Override
    InputFormat format() {
        return InputFormat.CSV;
    }

    @Override
    char separator() {
        return ',';
    }
}
