import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Auth;
import org.postern.api.Realm;
import org.postern.api.Request;

/** A shop. What is public has a URL below /publisher/shop, the rest has none. */
public class shop {

    public record Tea(String name, int minutes, int cents) {}

    private static final List<Tea> TEAS =
            List.of(new Tea("sencha", 2, 390), new Tea("assam", 4, 280), new Tea("mint", 8, 240));

    /** /publisher/shop/best, and of it /publisher/shop/best/name. */
    public static final Tea best = TEAS.get(0);

    /** /publisher/shop/office, whose own pages follow behind it. */
    public static final Office office = new Office();

    // Text that ends like this one is HTML.
    public String index() {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head><title>A tea shop</title><link rel="stylesheet" href="/demo.css"></head>
                <body>
                <main>
                <h1>A tea shop</h1>
                <ul>
                <li><a href="/publisher/shop/find">all teas</a></li>
                <li><a href="/publisher/shop/find?minutes=4">teas that take 4 minutes</a></li>
                <li><a href="/publisher/shop/find?minutes=soon">a mistake in a parameter</a></li>
                <li><a href="/publisher/shop/best/name">the name of the best one</a></li>
                <li><a href="/publisher/shop/office/earned?cups=12">the office</a></li>
                </ul>
                </main>
                </body>
                </html>""";
    }

    // Parameters come from query and form by their names. Records go out as JSON.
    public List<Tea> find(Optional<Integer> minutes) {
        int longest = minutes.orElse(Integer.MAX_VALUE);
        return TEAS.stream().filter(tea -> tea.minutes() <= longest).toList();
    }

    /** An object in the tree. The guard holds for everything in it. */
    @Auth("known")
    @Realm("The office")
    public static final class Office {

        public Map<String, Object> earned(Request req, int cups) {
            Map<String, Object> sheet = new LinkedHashMap<>();
            sheet.put("for", req.user());
            sheet.put("cents", Math.multiplyExact(cups, best.cents()));
            return sheet;
        }

        boolean known(Request req, String user, String password) {
            return user.equals("demo") && password.equals("demo");
        }
    }
}
