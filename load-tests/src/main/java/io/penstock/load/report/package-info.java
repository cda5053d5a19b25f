/** What was measured, as values, statistics, Markdown, JSON and a chart. */
@NullMarked
package io.penstock.load.report;

import org.jspecify.annotations.NullMarked;
