package io.penstock.accesslog;

import java.nio.charset.StandardCharsets;

/** A field of a line, with its name as it stands there. */
enum Field {
    /** Each line begins with it. */
    EVENT_TIMESTAMP("{\"eventTimestamp\":".getBytes(StandardCharsets.US_ASCII)),
    SERVICE_NETWORK_ARN("serviceNetworkArn"),
    SERVICE_NETWORK_RESOURCE_ASSOCIATION_ID("serviceNetworkResourceAssociationId"),
    VPC_ENDPOINT_ID("vpcEndpointId"),
    SOURCE_VPC_ARN("sourceVpcArn"),
    RESOURCE_CONFIGURATION_ARN("resourceConfigurationArn"),
    PROTOCOL("protocol"),
    SOURCE_IP_PORT("sourceIpPort"),
    DESTINATION_IP_PORT("destinationIpPort"),
    GATEWAY_IP_PORT("gatewayIpPort"),
    RESOURCE_IP_PORT("resourceIpPort"),
    CONNECTION_ID("connectionId"),
    REQUEST_ID("requestId"),
    OWNER("owner"),
    ENDPOINT("endpoint"),
    RESOURCE("resource"),
    GATEWAY("gateway"),
    REVISION("revision"),
    TARGET("target"),
    REQUESTED_NAME("requestedName"),
    METHOD("method"),
    HOST("host"),
    PATH("path"),
    HTTP_VERSION("httpVersion"),
    DURATION_MS("durationMs"),
    FIRST_BYTE_MS("firstByteMs"),
    RESOLVE_MS("resolveMs"),
    CONNECT_MS("connectMs"),
    BYTES_FROM_CLIENT("bytesFromClient"),
    BYTES_FROM_RESOURCE("bytesFromResource"),
    RETRIES("retries"),
    REUSED("reused"),
    STATUS("status"),
    FINISH("finish"),
    CLOSE_REASON("closeReason"),
    CLOSED_BY("closedBy"),
    ERROR("error"),
    DETAIL("detail"),
    TRACE_ID("traceId"),
    INGRESS_RULE("ingressRule"),
    EGRESS_RULE("egressRule"),
    ON_TRIAL("onTrial"),
    DENIAL_REASON("denialReason");

    @SuppressWarnings("ImmutableEnumChecker") // only ever copied from
    private final byte[] bytes;

    Field(String name) {
        this((",\"" + name + "\":").getBytes(StandardCharsets.US_ASCII));
    }

    Field(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What stands before the value. Not to be changed. */
    byte[] bytes() {
        return bytes;
    }
}
