package io.penstock.training;

import io.penstock.demo.SampleDns;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * The networks that are trained in, all on loopback: a resource, its DNS server, and the files of
 * the appliance in front of them. Closing it ends the two servers.
 */
public final class Scenario implements AutoCloseable {
    /** The endpoint that leads to the resource. */
    static final String ENTRY = "127.0.0.4";

    /** The one that no rule lets anybody into. */
    static final String CLOSED = "127.0.0.5";

    /** The one behind which nobody listens. */
    static final String DEAD = "127.0.0.6";

    /** The one that leads to a web resource, in clear. */
    static final String WEB = "127.0.0.7";

    /** The same over TLS. */
    static final String TLS = "127.0.0.8";

    /** One of HTTP behind which nobody listens. */
    static final String NO_WEB = "127.0.0.9";

    private static final String PROVIDER = "127.0.0.3";
    private static final int PROVIDER_BITS = 0x7f000003;
    private static final String RESOURCE = "echo.training.internal";
    private static final String ENTRY_NAME = "entry.penstock.internal";
    private static final String CONFIG =
            """
            appliance:
              admin: 127.0.0.1:{admin}
              adminTokenFile: token
              drain: {delay: 0s, deadline: 2s}
              dns: {listen: ["127.0.0.1:{dns}"], zone: penstock.internal}
            securityGroups:
              - {name: out, egress: [{ports: "1-65535", cidr: 127.0.0.0/8}]}
              - {name: app-in, ingress: [{ports: "{port}", cidr: {from}}]}
              - {name: nobody, ingress: [{ports: "{port}", cidr: 192.0.2.0/24}]}
            resourceGateways:
              - name: gateway
                ipAddressType: IPV4
                securityGroups: [out]
                resourceConfigDnsResolution: IN_VPC
                options: {dnsServers: ["127.0.0.3:{providerDns}"]}
            resourceConfigurations:
              - name: echo
                type: SINGLE
                resourceGateway: gateway
                portRanges: ["{port}"]
                resourceConfigurationDefinition:
                  dnsResource: {domainName: echo.training.internal, ipAddressType: IPV4}
                options:
                  limits: {connections: 10000, connectionsPerSecond: 1000000}
                  portMappings: [{ports: "{port}", targetPorts: "{echo}"}]
              - name: dead
                type: SINGLE
                resourceGateway: gateway
                portRanges: ["{port}"]
                resourceConfigurationDefinition: {ipResource: {ipAddress: 127.0.0.3}}
                options: {portMappings: [{ports: "{port}", targetPorts: "9"}]}
              - name: web
                type: SINGLE
                resourceGateway: gateway
                portRanges: ["{port}"]
                resourceConfigurationDefinition: {ipResource: {ipAddress: 127.0.0.3}}
                options:
                  applicationProtocol: HTTP
                  portMappings: [{ports: "{port}", targetPorts: "{web}"}]
              - name: no-web
                type: SINGLE
                resourceGateway: gateway
                portRanges: ["{port}"]
                resourceConfigurationDefinition: {ipResource: {ipAddress: 127.0.0.3}}
                options:
                  applicationProtocol: HTTP
                  portMappings: [{ports: "{port}", targetPorts: "9"}]
            endpoints:
              - {name: entry, resourceConfiguration: echo, securityGroups: [app-in], addresses: [127.0.0.4]}
              - {name: closed, resourceConfiguration: echo, securityGroups: [nobody], addresses: [127.0.0.5]}
              - {name: dead, resourceConfiguration: dead, securityGroups: [app-in], addresses: [127.0.0.6]}
              - {name: web, resourceConfiguration: web, securityGroups: [app-in], addresses: [127.0.0.7]}
              - name: web-tls
                resourceConfiguration: web
                securityGroups: [app-in]
                addresses: [127.0.0.8]
                options: {tls: {certificate: server.pem, key: server.key}}
              - {name: no-web, resourceConfiguration: no-web, securityGroups: [app-in], addresses: [127.0.0.9]}
            """;

    private final int admin = freePort("127.0.0.1");
    private final int dns = freePort("127.0.0.1");
    private final int port = freePort(ENTRY);
    private final int providerDnsPort = freePort(PROVIDER);
    private final Path folder;
    private final Resource echo;
    private final Resource web;
    private final SelfSigned identity;
    private final SampleDns providerDns;

    private Scenario(Path folder) throws GeneralSecurityException, IOException {
        this.folder = folder;
        this.identity = SelfSigned.of(TLS);
        this.echo = Resource.echo(PROVIDER);
        this.web = Resource.on(PROVIDER, new Web());
        var provider = Ip.v4(PROVIDER_BITS);
        this.providerDns =
                SampleDns.start(new IpPort(provider, providerDnsPort), RESOURCE, provider);
    }

    /**
     * Starts the servers and writes the appliance's files.
     *
     * @param folder an empty one
     * @throws IOException if a port cannot be had or a file not be written
     * @throws GeneralSecurityException if this Java cannot make a certificate
     */
    public static Scenario in(Path folder) throws GeneralSecurityException, IOException {
        var scenario = new Scenario(folder);
        scenario.identity.write(folder.resolve("server.pem"), folder.resolve("server.key"));
        Files.writeString(scenario.tokenFile(), "the-token-of-the-training\n");
        scenario.write("127.0.0.0/8");
        return scenario;
    }

    /** The appliance's configuration. */
    public Path configuration() {
        return folder.resolve("penstock.yaml");
    }

    /** The file with the token of its admin server. */
    public Path tokenFile() {
        return folder.resolve("token");
    }

    /** Its admin server. */
    public InetSocketAddress admin() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), admin);
    }

    /**
     * Everything that clients do; the appliance must serve.
     *
     * @throws IOException if it did something else than it should
     * @throws GeneralSecurityException if this Java cannot speak TLS
     */
    public void exercise() throws GeneralSecurityException, IOException, InterruptedException {
        new Questions("127.0.0.1", dns).ask(ENTRY_NAME);
        new Clients(port).come();
        new Callers(port, identity.believed()).call();
        new Page(admin()).look();
    }

    /** Changes the configuration's file so that a reload finds something to do. */
    public void change() throws IOException {
        write("127.0.0.0/9");
    }

    private void write(String from) throws IOException {
        Files.writeString(
                configuration(),
                CONFIG.replace("{admin}", Integer.toString(admin))
                        .replace("{dns}", Integer.toString(dns))
                        .replace("{port}", Integer.toString(port))
                        .replace("{providerDns}", Integer.toString(providerDnsPort))
                        .replace("{echo}", Integer.toString(echo.port()))
                        .replace("{web}", Integer.toString(web.port()))
                        .replace("{from}", from));
    }

    private static int freePort(String address) throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(address))) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        providerDns.close();
        echo.close();
        web.close();
    }
}
