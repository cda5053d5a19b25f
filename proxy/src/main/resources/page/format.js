// Numbers and times for people.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const day = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", day: "numeric" });

export const count = (n) => whole.format(n);

/** 0, 0.4, 12, 3,400: as exact as it is worth. */
export function rate(perSecond) {
  if (perSecond === 0) return "0";
  return perSecond < 10 ? perSecond.toFixed(1) : whole.format(perSecond);
}

export function bytes(n) {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let unit = 0;
  while (n >= 999.5 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return `${unit > 0 && n < 100 ? n.toFixed(1) : Math.round(n)} ${units[unit]}`;
}

export function duration(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The time of day, and the day where it is not today. */
export function time(iso) {
  const at = new Date(iso);
  const today = new Date().toDateString() === at.toDateString();
  return today ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
}

export const withPort = (address, ports) => (address.includes(":") ? `[${address}]:${ports}` : `${address}:${ports}`);

/** A command to try an endpoint with, by what its port is usually for. */
export function command(name, ports) {
  const port = Number.parseInt(ports[0], 10);
  const at = (usual) => (port === usual ? name : `${name}:${port}`);
  switch (port) {
    case 22:
      return `ssh ${name}`;
    case 443:
    case 8443:
      return `curl https://${at(443)}/`;
    case 3306:
      return `mysql -h ${name}`;
    case 5432:
      return `psql -h ${name}`;
    case 6379:
      return `redis-cli -h ${name}`;
    case 27017:
      return `mongosh mongodb://${name}/`;
    default:
      return `curl http://${at(80)}/`;
  }
}
