package io.penstock.metrics;

/** The first digit of an answer's status. */
enum StatusClass {
    /** The client was given none. */
    NONE("none"),
    /** Of these only 101, which ends HTTP on its connection. */
    INFORMATIONAL("1xx"),
    SUCCESSFUL("2xx"),
    REDIRECTION("3xx"),
    CLIENT_ERROR("4xx"),
    SERVER_ERROR("5xx"),
    /** Not a class of RFC 9110. */
    OTHER("other");

    private static final int HUNDRED = 100;
    private static final StatusClass[] BY_DIGIT = {
        NONE, INFORMATIONAL, SUCCESSFUL, REDIRECTION, CLIENT_ERROR, SERVER_ERROR
    };

    private final String label;

    StatusClass(String label) {
        this.label = label;
    }

    static StatusClass of(int status) {
        int digit = status / HUNDRED;
        return digit < BY_DIGIT.length ? BY_DIGIT[digit] : OTHER;
    }

    /** The name in metrics. */
    String label() {
        return label;
    }
}
