/**
 * What may be reached and through which endpoint: resource gateways, resource configurations and
 * endpoints as AWS names them, and the {@link io.penstock.resource.Catalog} that answers who is at
 * an address and port. Values: no sockets, no YAML, no metrics.
 */
@NullMarked
package io.penstock.resource;

import org.jspecify.annotations.NullMarked;
