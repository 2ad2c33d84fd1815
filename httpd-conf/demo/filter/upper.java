import java.io.IOException;
import java.util.Locale;
import org.postern.api.Filter;

import static java.nio.charset.StandardCharsets.UTF_8;

public class upper {

    // Called for each chunk of the answer, and once more at its end.
    public static void outputFilter(Filter filter) throws IOException {
        byte[] chunk = filter.read();
        while (chunk != null && chunk.length > 0) {
            String text = new String(chunk, UTF_8);
            filter.write(text.toUpperCase(Locale.ROOT));
            chunk = filter.read();
        }
        if (chunk == null) {
            filter.close();
        }
    }
}
