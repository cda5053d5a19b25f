/**
 * HTTP, message by message: heads, bodies, what of them is changed on the way. Refuses whatever two
 * readers could take for two different messages. Knows nothing of policy, endpoints or
 * configuration.
 */
@NullMarked
package io.penstock.http;

import org.jspecify.annotations.NullMarked;
