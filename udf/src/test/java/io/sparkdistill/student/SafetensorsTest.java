package io.sparkdistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.engine.PyTorch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    private static final List<Safetensors.Tensor> TENSORS = List.of(
            new Safetensors.Tensor("words.weight", List.of(2L, 3L), new float[] {1, -2.5f, 3, 4, 5, Float.MIN_VALUE}),
            new Safetensors.Tensor("output.bias", List.of(2L), new float[] {Float.NaN, Float.NEGATIVE_INFINITY}),
            new Safetensors.Tensor("größe \"x\"", List.of(), new float[] {7}),
            new Safetensors.Tensor("none", List.of(0L, 4L), new float[0]));

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("parameters.safetensors");
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        Safetensors.write(file(), TENSORS);

        List<Safetensors.Tensor> read = Safetensors.read(file());

        assertThat(read.stream().map(Safetensors.Tensor::name).toList())
                .containsExactlyInAnyOrder("words.weight", "output.bias", "größe \"x\"", "none");
        for (Safetensors.Tensor tensor : TENSORS) {
            assertThat(read).anySatisfy(other -> {
                assertThat(other.name()).isEqualTo(tensor.name());
                assertThat(other.sizes()).isEqualTo(tensor.sizes());
                assertThat(other.values()).isEqualTo(tensor.values());
            });
        }
    }

    /** The rules that Hugging Face's reader checks, and the alignment of its writer, read without the class under test. */
    @Test
    void keepsTheRulesOfTheFormat() throws IOException {
        Safetensors.write(file(), TENSORS);

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
        long length = bytes.getLong();
        byte[] header = new byte[(int) length];
        bytes.get(header);
        String json = new String(header, StandardCharsets.UTF_8);
        assertThat(json).startsWith("{").matches("(?s)\\{.*\\} *");
        assertThat((8 + length) % 8).isZero();
        JsonNode tensors = new ObjectMapper().readTree(json);
        assertThat(tensors).hasSize(TENSORS.size());
        TreeMap<Long, Long> places = new TreeMap<>();
        ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        for (Safetensors.Tensor tensor : TENSORS) {
            JsonNode entry = tensors.get(tensor.name());
            assertThat(entry.get("dtype").asText()).isEqualTo("F32");
            long count = 1;
            for (JsonNode size : entry.get("shape")) {
                count *= size.asLong();
            }
            long begin = entry.get("data_offsets").get(0).asLong();
            long end = entry.get("data_offsets").get(1).asLong();
            assertThat(end - begin).isEqualTo(4 * count);
            places.merge(begin, end, Math::max);
            float[] values = new float[(int) count];
            for (int i = 0; i < count; i++) {
                values[i] = data.getFloat((int) begin + 4 * i);
            }
            assertThat(values).isEqualTo(tensor.values());
        }
        long covered = 0;
        for (var place : places.entrySet()) {
            assertThat(place.getKey()).isEqualTo(covered);
            covered = place.getValue();
        }
        assertThat(covered).isEqualTo(data.capacity());
    }

    @Test
    void djlReadsWhatIsWrittenAndItsOwnFilesAreRead() throws IOException {
        List<Safetensors.Tensor> tensors = TENSORS.subList(0, 2);
        Safetensors.write(file(), tensors);
        try (NDManager manager = PyTorch.newManager();
                InputStream in = Files.newInputStream(file())) {
            NDList read = NDList.decode(manager, in);
            assertThat(read.stream().map(NDArray::getName).toList()).containsExactly("words.weight", "output.bias");
            assertThat(read.get(0).getShape().getShape()).containsExactly(2, 3);
            assertThat(read.get(0).toFloatArray()).isEqualTo(tensors.get(0).values());
            assertThat(read.get(1).toFloatArray()).isEqualTo(tensors.get(1).values());
            try (OutputStream out = Files.newOutputStream(file())) {
                read.encode(out, NDList.Encoding.SAFETENSORS);
            }
        }
        List<Safetensors.Tensor> back = Safetensors.read(file());
        assertThat(back.stream().map(Safetensors.Tensor::name).toList()).containsExactly("words.weight", "output.bias");
        assertThat(back.get(0).values()).isEqualTo(tensors.get(0).values());
    }

    @Test
    void writesTensorsOfMoreThanOneChunk() throws IOException {
        float[] values = new float[200_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Safetensors.write(file(), List.of(new Safetensors.Tensor("long", List.of(200_001L), values)));

        assertThat(Safetensors.read(file()).get(0).values()).isEqualTo(values);
    }

    @Test
    void everyTensorHasANameOfItsOwnAndItsValues() {
        Safetensors.Tensor tensor = TENSORS.get(0);
        assertThatThrownBy(() -> Safetensors.write(file(), List.of(tensor, tensor)))
                .hasMessage("Cannot write tensors: names must be unique: words.weight");
        assertThatThrownBy(
                        () -> Safetensors.write(file(), List.of(new Safetensors.Tensor("", List.of(1L), new float[1]))))
                .hasMessage("Cannot create a tensor: its name must not be empty or reserved: ");
        assertThatThrownBy(() -> new Safetensors.Tensor("a", List.of(2L, 2L), new float[3]))
                .hasMessage("Cannot create a tensor: the shape [2, 2] of a does not match the number of its values: 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 3 | unexpected end
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 6 | bytes at the end belong to no tensor: 2
            {"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}} | 4 | the type of a must be F32: F16
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}} | 4 | the offsets of a do not match its shape [2]: 0 to 4
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | tensors overlap or leave a gap at a
            {"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}} | 4 | the shape of a is not valid: [-1]
            {"a":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,4]}} | 4 | the shape of a is not valid: [65536, 65536]
            {"a":{"dtype":"F32","shape":[1]}} | 4 | the offsets of a do not match its shape [1]: -1 to -1
            [1] | 0 | the header is not a JSON object
            """)
    void namesWhatIsWrongWithAFile(String header, int dataBytes, String reason) throws IOException {
        write(header, dataBytes);

        assertThatThrownBy(() -> Safetensors.read(file()))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot read %s: the file is damaged: %s", file(), reason);
    }

    @Test
    void refusesAHeaderThatIsNotJsonOrNamesATensorTwice() throws IOException {
        List<String> headers = List.of(
                "{\"a\": ",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
        for (String header : headers) {
            write(header, 4);
            assertThatThrownBy(() -> Safetensors.read(file()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(
                            "Cannot read %s: the file is damaged: the header is not JSON: ".formatted(file()));
        }
    }

    private void write(String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file(), bytes.putLong(json.length).put(json).array());
    }
}
