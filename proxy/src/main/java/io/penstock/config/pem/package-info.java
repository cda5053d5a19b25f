/** Reads certificates and private keys from PEM files: bytes in, values or what is wrong out. */
@NullMarked
package io.penstock.config.pem;

import org.jspecify.annotations.NullMarked;
