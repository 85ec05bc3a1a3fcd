package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputFormat;

class TsvInputFormatTest extends DelimitedInputFormatContract {
    @Override
    InputFormat format() {
        return InputFormat.TSV;
    }

    @Override
    char separator() {
        return '\t';
    }
}
