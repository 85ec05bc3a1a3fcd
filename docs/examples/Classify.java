import io.sparkdistill.serving.Input;
import io.sparkdistill.serving.Prediction;
import io.sparkdistill.serving.Student;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Classifies the lines of the standard input by the exported student in a folder. */
public class Classify {
    public static void main(String[] arguments) throws Exception {
        try (Student student = Student.open(Path.of(arguments[0]));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            List<Input.Text> texts = in.lines().map(Input.Text::new).toList();
            for (Prediction prediction : student.predict(texts)) {
                System.out.println(prediction.className() + "\t" + prediction.probability());
            }
        }
    }
}
