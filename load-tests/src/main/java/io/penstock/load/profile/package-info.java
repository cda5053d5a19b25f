/** Where the time goes: flame graphs and system calls. */
@NullMarked
package io.penstock.load.profile;

import org.jspecify.annotations.NullMarked;
