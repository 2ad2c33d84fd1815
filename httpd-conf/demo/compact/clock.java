import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import org.postern.api.Request;

// There is no class around this: the file is the class, and its name is clock.

static final Instant LOADED = Instant.now();

// void does as well as int, and means OK.
void handler(Request req) throws IOException {
    req.contentType("text/plain");
    req.write("It is " + now("HH:mm:ss") + " where this server is.\n");
    req.write("This version of the code is " + age() + " seconds old.\n");
}

private String now(String pattern) {
    return ZonedDateTime.now().format(DateTimeFormatter.ofPattern(pattern));
}

private long age() {
    return Duration.between(LOADED, Instant.now()).toSeconds();
}
