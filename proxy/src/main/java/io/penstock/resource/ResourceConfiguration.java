package io.penstock.resource;

import io.penstock.net.Ports;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A resource that its owner shares, in one of the original's five types. */
public sealed interface ResourceConfiguration {
    /** Who it is. */
    Identity identity();

    /** The gateway that reaches it; of a CHILD, its group's. */
    ResourceGateway gateway();

    /** Accounts other than the owner's that may use it. */
    Set<String> sharedWith();

    /** Whether an account may put an endpoint on it. */
    default boolean isOpenTo(String account) {
        return identity().owner().equals(account) || sharedWith().contains(account);
    }

    /** One resource, used by itself. */
    record Single(
            Identity identity,
            ResourceGateway gateway,
            Ports ports,
            Definition.Target definition,
            Optional<String> customDomainName,
            Set<String> sharedWith,
            ConnectionOptions options)
            implements ResourceConfiguration {
        /** Copies the collection. */
        public Single {
            sharedWith = Set.copyOf(sharedWith);
        }
    }

    /** Resources that are used together; the ports are the widest that a child may have. */
    record Group(
            Identity identity,
            ResourceGateway gateway,
            Ports ports,
            Optional<String> groupDomain,
            Set<String> sharedWith,
            ConnectionOptions options,
            List<Child> children)
            implements ResourceConfiguration {
        /** Copies the collections. */
        public Group {
            sharedWith = Set.copyOf(sharedWith);
            children = List.copyOf(children);
        }

        /** The same with these children. */
        public Group with(List<Child> members) {
            return new Group(identity, gateway, ports, groupDomain, sharedWith, options, members);
        }
    }

    /**
     * One resource of a group; shared with whom its group is.
     *
     * @param label what its DNS names begin with
     */
    record Child(
            Identity identity,
            String label,
            ResourceGateway gateway,
            Ports ports,
            Definition.Target definition,
            Optional<String> customDomainName,
            Set<String> sharedWith,
            ConnectionOptions options)
            implements ResourceConfiguration {
        /** Copies the collection. */
        public Child {
            sharedWith = Set.copyOf(sharedWith);
        }
    }

    /**
     * A managed resource, which a table turns into children.
     *
     * @param children a writer and a reader, say; empty where the table does not know the ARN
     */
    record Arn(
            Identity identity,
            ResourceGateway gateway,
            Definition.Arn definition,
            Set<String> sharedWith,
            ConnectionOptions options,
            List<Child> children)
            implements ResourceConfiguration {
        /** Copies the collections. */
        public Arn {
            sharedWith = Set.copyOf(sharedWith);
            children = List.copyOf(children);
        }

        /** The same with these children. */
        public Arn with(List<Child> members) {
            return new Arn(identity, gateway, definition, sharedWith, options, members);
        }
    }

    /**
     * Whole ranges of addresses.
     *
     * @param dnsDomains whose names the zone's DNS server asks the gateway's servers for
     */
    record Cidrs(
            Identity identity,
            ResourceGateway gateway,
            Ports ports,
            Definition.Cidrs definition,
            List<String> dnsDomains,
            Set<String> sharedWith,
            ConnectionOptions options)
            implements ResourceConfiguration {
        /** Copies the collections. */
        public Cidrs {
            dnsDomains = List.copyOf(dnsDomains);
            sharedWith = Set.copyOf(sharedWith);
        }
    }
}
