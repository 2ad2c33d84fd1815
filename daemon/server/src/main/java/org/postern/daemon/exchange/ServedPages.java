package org.postern.daemon.exchange;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.LogText;
import org.postern.daemon.importer.CalledPages;

/** Pages, and what they need of the requests that they answer. */
final class ServedPages extends CalledPages {

    @Override
    public boolean hasSession(Object req) {
        return ((HttpRequest) req).hasSession();
    }

    @Override
    public boolean takeBack(Object req) {
        return ((HttpRequest) req).takeBack();
    }

    @Override
    public void answered(Object req, Throwable thrown) {
        HttpRequest request = (HttpRequest) req;
        request.log()
                .error(
                        "{} {} [request \"{}\", answered by its error page]",
                        Code.HANDLER_THREW.id(),
                        LogText.of(String.valueOf(thrown)),
                        LogText.of(request.theRequest()),
                        thrown);
    }
}
