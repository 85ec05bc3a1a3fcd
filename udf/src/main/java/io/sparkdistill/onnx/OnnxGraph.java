package io.sparkdistill.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Builds an ONNX model, operator by operator. The operators, their inputs and attributes are those of operator set
 * {@value #OPERATOR_SET}; those of classical machine learning are those of set {@value #ML_OPERATOR_SET} of {@value
 * #ML_DOMAIN}.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 */
public final class OnnxGraph {
    /** The newest operator set in which all reductions but ReduceSum take their axes as attributes. */
    private static final int OPERATOR_SET = 17;

    private static final String ML_DOMAIN = "ai.onnx.ml";
    private static final int ML_OPERATOR_SET = 3;
    private static final int IR_VERSION = 8;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("student");
    private int values;

    /** A value is a named tensor of the graph. */
    public record Value(String name) {}

    /** Represents an attribute of an operator. */
    public static final class Attribute {
        private final AttributeProto proto;

        private Attribute(AttributeProto.Builder proto) {
            this.proto = proto.build();
        }

        public static Attribute ofInt(String name, long value) {
            return new Attribute(of(name, AttributeProto.AttributeType.INT).setI(value));
        }

        public static Attribute ofInts(String name, long... values) {
            return new Attribute(of(name, AttributeProto.AttributeType.INTS)
                    .addAllInts(Arrays.stream(values).boxed().toList()));
        }

        public static Attribute ofFloat(String name, float value) {
            return new Attribute(of(name, AttributeProto.AttributeType.FLOAT).setF(value));
        }

        public static Attribute ofFloats(String name, float... values) {
            AttributeProto.Builder proto = of(name, AttributeProto.AttributeType.FLOATS);
            for (float value : values) {
                proto.addFloats(value);
            }
            return new Attribute(proto);
        }

        public static Attribute ofString(String name, String value) {
            return new Attribute(of(name, AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(value)));
        }

        public static Attribute ofStrings(String name, List<String> values) {
            return new Attribute(of(name, AttributeProto.AttributeType.STRINGS)
                    .addAllStrings(values.stream().map(ByteString::copyFromUtf8).toList()));
        }

        private static AttributeProto.Builder of(String name, AttributeProto.AttributeType type) {
            return AttributeProto.newBuilder().setName(name).setType(type);
        }
    }

    /** Lists the element types of tensors. */
    public enum ElementType {
        FLOAT(TensorProto.DataType.FLOAT),
        DOUBLE(TensorProto.DataType.DOUBLE),
        INT32(TensorProto.DataType.INT32),
        INT64(TensorProto.DataType.INT64);

        private final TensorProto.DataType type;

        ElementType(TensorProto.DataType type) {
            this.type = type;
        }
    }

    /**
     * Adds an input to the model.
     *
     * @param axes a number for each axis of fixed size, a name for each other axis
     */
    public Value input(String name, ElementType element, String... axes) {
        graph.addInput(declare(name, element, axes));
        return new Value(name);
    }

    /** Makes a float tensor an output of the model, with axes as for {@link #input}. */
    public void output(Value value, String name, String... axes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Identity")
                .setName(name)
                .addInput(value.name())
                .addOutput(name));
        graph.addOutput(declare(name, ElementType.FLOAT, axes));
    }

    /** Adds a constant tensor with values in row-major order. */
    public Value constant(float[] given, long... shape) {
        return constant(newValue().name(), given, shape);
    }

    /**
     * Adds a named constant tensor with values in row-major order.
     *
     * @param name unique in the model
     */
    public Value constant(String name, float[] given, long... shape) {
        ByteBuffer bytes = littleEndian(given.length * Float.BYTES);
        bytes.asFloatBuffer().put(given);
        return constant(name, TensorProto.DataType.FLOAT, bytes, shape);
    }

    /** Adds a constant tensor with values in row-major order. */
    public Value constant(double[] given, long... shape) {
        ByteBuffer bytes = littleEndian(given.length * Double.BYTES);
        bytes.asDoubleBuffer().put(given);
        return constant(newValue().name(), TensorProto.DataType.DOUBLE, bytes, shape);
    }

    /** Adds a constant int64 vector, such as axes or a shape. */
    public Value constant(long... given) {
        ByteBuffer bytes = littleEndian(given.length * Long.BYTES);
        bytes.asLongBuffer().put(given);
        return constant(newValue().name(), TensorProto.DataType.INT64, bytes, given.length);
    }

    /** Adds a constant float vector of one element. */
    public Value scalar(double given) {
        return constant(new float[] {(float) given});
    }

    private Value constant(String name, TensorProto.DataType type, ByteBuffer bytes, long... shape) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(Arrays.stream(shape).boxed().toList())
                .setRawData(ByteString.copyFrom(bytes)));
        return new Value(name);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Converts a tensor to another element type. */
    public Value cast(Value value, ElementType element) {
        return apply("Cast", List.of(Attribute.ofInt("to", element.type.getNumber())), value);
    }

    /** Adds an operator without attributes and returns its first result. */
    public Value apply(String operator, Value... inputs) {
        return apply(operator, List.of(), inputs);
    }

    /** Adds an operator and returns its first result. */
    public Value apply(String operator, List<Attribute> attributes, Value... inputs) {
        return applyAll(operator, 1, attributes, inputs).get(0);
    }

    /** Adds an operator and returns its results. */
    public List<Value> applyAll(String operator, int results, List<Attribute> attributes, Value... inputs) {
        return add(NodeProto.newBuilder(), operator, results, attributes, inputs);
    }

    /** Adds an operator of classical machine learning, of the domain {@value #ML_DOMAIN}, and returns its only result. */
    public Value applyMl(String operator, List<Attribute> attributes, Value input) {
        return add(NodeProto.newBuilder().setDomain(ML_DOMAIN), operator, 1, attributes, input)
                .get(0);
    }

    private List<Value> add(
            NodeProto.Builder node, String operator, int results, List<Attribute> attributes, Value... inputs) {
        List<Value> outputs =
                IntStream.range(0, results).mapToObj(i -> newValue()).toList();
        node.setOpType(operator).setName(operator + "-" + outputs.get(0).name());
        attributes.forEach(attribute -> node.addAttribute(attribute.proto));
        Arrays.stream(inputs).map(Value::name).forEach(node::addInput);
        outputs.stream().map(Value::name).forEach(node::addOutput);
        graph.addNode(node);
        return outputs;
    }

    private Value newValue() {
        return new Value("v" + values++);
    }

    private static ValueInfoProto declare(String name, ElementType element, String... axes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String axis : axes) {
            boolean fixed = axis.chars().allMatch(Character::isDigit);
            shape.addDim(
                    fixed
                            ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(axis))
                            : TensorShapeProto.Dimension.newBuilder().setDimParam(axis));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(element.type.getNumber())
                                .setShape(shape)))
                .build();
    }

    /**
     * Returns the bytes of the model, without operators and constants that no output needs. Equal graphs give equal
     * bytes.
     */
    public byte[] model() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("spark-distill")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
                .setGraph(OnnxPruning.pruned(graph));
        if (graph.getNodeList().stream().anyMatch(node -> node.getDomain().equals(ML_DOMAIN))) {
            model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(ML_DOMAIN).setVersion(ML_OPERATOR_SET));
        }
        return model.build().toByteArray();
    }
}
