package org.postern.daemon.psp;

/** A page that is no page: what is wrong with it, and where. */
public final class PageFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Place place;

    PageFault(Place place, String message) {
        super(message, null, false, false);
        this.place = place;
    }

    /** What is wrong is found in {@code file} at {@code offset}. */
    static PageFault at(PageFile file, int offset, String message) {
        return new PageFault(new Place(file, offset), message);
    }

    public Place place() {
        return place;
    }
}
