package io.penstock.command;

import java.io.PrintWriter;

/** Where commands write: what was asked for to {@code out}, everything else to {@code err}. */
public record Terminal(PrintWriter out, PrintWriter err) {}
