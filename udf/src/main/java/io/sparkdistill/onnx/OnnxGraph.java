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
 * A computation that grows operator by operator and becomes an ONNX model. Operators, their inputs and attributes are
 * those of operator set {@value #OPERATOR_SET}.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 */
public final class OnnxGraph {
    /** The newest one in which reductions still take their axes as attributes. */
    private static final int OPERATOR_SET = 17;

    private static final int FORMAT = 8;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("student");
    private int values;

    /** A tensor of the graph, by its name. */
    public record Value(String name) {}

    /** A setting of an operator. */
    public static final class Attribute {
        private final AttributeProto proto;

        private Attribute(AttributeProto.Builder proto) {
            this.proto = proto.build();
        }

        public static Attribute number(String name, long value) {
            return new Attribute(of(name, AttributeProto.AttributeType.INT).setI(value));
        }

        public static Attribute numbers(String name, long... values) {
            return new Attribute(of(name, AttributeProto.AttributeType.INTS)
                    .addAllInts(Arrays.stream(values).boxed().toList()));
        }

        public static Attribute real(String name, float value) {
            return new Attribute(of(name, AttributeProto.AttributeType.FLOAT).setF(value));
        }

        public static Attribute word(String name, String value) {
            return new Attribute(of(name, AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(value)));
        }

        private static AttributeProto.Builder of(String name, AttributeProto.AttributeType type) {
            return AttributeProto.newBuilder().setName(name).setType(type);
        }
    }

    /** What a tensor holds. */
    public enum Element {
        FLOAT(TensorProto.DataType.FLOAT),
        DOUBLE(TensorProto.DataType.DOUBLE),
        INT32(TensorProto.DataType.INT32),
        INT64(TensorProto.DataType.INT64);

        private final TensorProto.DataType type;

        Element(TensorProto.DataType type) {
            this.type = type;
        }
    }

    /**
     * An input of the model.
     *
     * @param axes its axes: a number where the size is fixed, else a name
     */
    public Value input(String name, Element element, String... axes) {
        graph.addInput(declare(name, element, axes));
        return new Value(name);
    }

    /** Makes a tensor of floats an output of the model, under a name and with axes as for inputs. */
    public void output(Value value, String name, String... axes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Identity")
                .setName(name)
                .addInput(value.name())
                .addOutput(name));
        graph.addOutput(declare(name, Element.FLOAT, axes));
    }

    /** A tensor of given values in row-major order. */
    public Value constant(float[] given, long... shape) {
        return constant(newValue().name(), given, shape);
    }

    /**
     * A tensor of given values in row-major order that keeps a name in the model.
     *
     * @param name unique in the model
     */
    public Value constant(String name, float[] given, long... shape) {
        ByteBuffer bytes = littleEndian(given.length * Float.BYTES);
        bytes.asFloatBuffer().put(given);
        return constant(name, TensorProto.DataType.FLOAT, bytes, shape);
    }

    /** A tensor of given values in row-major order. */
    public Value constant(double[] given, long... shape) {
        ByteBuffer bytes = littleEndian(given.length * Double.BYTES);
        bytes.asDoubleBuffer().put(given);
        return constant(newValue().name(), TensorProto.DataType.DOUBLE, bytes, shape);
    }

    /** A vector of whole numbers, such as axes or a shape. */
    public Value constant(long... given) {
        ByteBuffer bytes = littleEndian(given.length * Long.BYTES);
        bytes.asLongBuffer().put(given);
        return constant(newValue().name(), TensorProto.DataType.INT64, bytes, given.length);
    }

    /** A single number. */
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

    /** The tensor with its elements converted. */
    public Value cast(Value value, Element element) {
        return apply("Cast", List.of(Attribute.number("to", element.type.getNumber())), value);
    }

    /** The result of an operator without attributes. */
    public Value apply(String operator, Value... inputs) {
        return apply(operator, List.of(), inputs);
    }

    /** The first result of an operator. */
    public Value apply(String operator, List<Attribute> attributes, Value... inputs) {
        return applyAll(operator, 1, attributes, inputs).get(0);
    }

    /** The results of an operator. */
    public List<Value> applyAll(String operator, int results, List<Attribute> attributes, Value... inputs) {
        List<Value> outputs =
                IntStream.range(0, results).mapToObj(i -> newValue()).toList();
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator)
                .setName(operator + "-" + outputs.get(0).name());
        attributes.forEach(attribute -> node.addAttribute(attribute.proto));
        Arrays.stream(inputs).map(Value::name).forEach(node::addInput);
        outputs.stream().map(Value::name).forEach(node::addOutput);
        graph.addNode(node);
        return outputs;
    }

    private Value newValue() {
        return new Value("v" + values++);
    }

    private static ValueInfoProto declare(String name, Element element, String... axes) {
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

    /** The model's bytes: the same graph gives the same. Operators and constants that no output needs are left out. */
    public byte[] model() {
        return ModelProto.newBuilder()
                .setIrVersion(FORMAT)
                .setProducerName("spark-distill")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
                .setGraph(OnnxPruning.pruned(graph))
                .build()
                .toByteArray();
    }
}
