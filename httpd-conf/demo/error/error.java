import static org.postern.api.Apache.*;

import java.util.List;
import org.postern.api.Request;

public class error {

    public static int handler(Request req) throws Exception {
        List<Integer> votes = List.of(); // nobody has voted yet
        req.contentType("text/plain");
        req.write("Average: " + average(votes) + "\n");
        return OK;
    }

    private static int average(List<Integer> votes) {
        int sum = 0;
        for (int vote : votes) {
            sum += vote;
        }
        return sum / votes.size();
    }
}
