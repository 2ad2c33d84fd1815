import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;

public class Form extends HttpServlet {
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int total = 0;
        for (String name : Collections.list(request.getParameterNames())) {
            total += request.getParameter(name).length();
        }
        response.setContentType("text/plain");
        response.getWriter().write(total + "\n");
    }
}
