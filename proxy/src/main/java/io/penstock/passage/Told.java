package io.penstock.passage;

/** What is told once it has ended. */
public sealed interface Told permits ConnectionRecord, RequestRecord {}
