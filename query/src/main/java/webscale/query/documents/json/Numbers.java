package webscale.query.documents.json;

import webscale.commons.http.ProblemException;

/** Arithmetic on numbers as they are written: integers exactly to 64 bits, everything else as doubles. */
final class Numbers {
    private Numbers() {}

    /** @throws ProblemException 400 if the sum is beyond 64 bits or no finite double */
    static String sum(String a, String b) {
        try {
            return isInteger(a) && isInteger(b)
                    ? Long.toString(Math.addExact(Long.parseLong(a), Long.parseLong(b)))
                    : finite(Double.parseDouble(a) + Double.parseDouble(b));
        } catch (ArithmeticException | NumberFormatException e) {
            throw beyond64Bits();
        }
    }

    /** @throws ProblemException 400 if the product is beyond 64 bits or no finite double */
    static String product(String a, String b) {
        try {
            return isInteger(a) && isInteger(b)
                    ? Long.toString(Math.multiplyExact(Long.parseLong(a), Long.parseLong(b)))
                    : finite(Double.parseDouble(a) * Double.parseDouble(b));
        } catch (ArithmeticException | NumberFormatException e) {
            throw beyond64Bits();
        }
    }

    static ProblemException beyond64Bits() {
        return ProblemException.badRequest("An integer is beyond 64 bits");
    }

    private static boolean isInteger(String number) {
        for (int i = 0; i < number.length(); i++) {
            if (".eE".indexOf(number.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static String finite(double number) {
        if (!Double.isFinite(number)) {
            throw ProblemException.badRequest("The result is beyond what a double can hold");
        }
        return Double.toString(number);
    }
}
