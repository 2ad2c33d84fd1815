/** Numbers as English counts them: 1st, 2nd, 3rd, 4th. */
final class Ordinal {

    static String of(long n) {
        boolean teen = n % 100 >= 11 && n % 100 <= 13; // 11th, not 11st
        return n + (teen ? "th" : ending(n % 10));
    }

    private static String ending(long digit) {
        if (digit == 1) {
            return "st";
        }
        if (digit == 2) {
            return "nd";
        }
        return digit == 3 ? "rd" : "th";
    }
}
