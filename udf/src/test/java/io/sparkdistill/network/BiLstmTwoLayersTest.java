package io.sparkdistill.network;

class BiLstmTwoLayersTest extends NetworkContract {
    @Override
    Network network(WordVectors words, double dropout) {
        return new BiLstm(words, 9, 7, dropout, Pooling.LAST, 2);
    }

    @Override
    ParameterCount parameterCount() {
        return new ParameterCount(
                42 * 12, 2 * 4 * 9 * (12 + 9 + 2) + 2 * 4 * 9 * (18 + 9 + 2) + 18 * 7 + 7 + 7 * 2 + 2);
    }

    @Override
    float differenceStep() {
        return 0.001f;
    }

    @Override
    long precomputedValuesPerWord() {
        return 2 * 4 * 9;
    }
}
