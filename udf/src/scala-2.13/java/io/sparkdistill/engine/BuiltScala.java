package io.sparkdistill.engine;

/** Names the binary version of Scala that this build is compiled for. */
final class BuiltScala {
    static final String VERSION = "2.13";

    private BuiltScala() {}
}
