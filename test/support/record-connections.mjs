// Loaded before the product (`--import`): writes down whom this process speaks to, or looks up.
import { appendFileSync } from 'node:fs';
import dns from 'node:dns';
import net from 'node:net';
import { syncBuiltinESMExports } from 'node:module';

const record = (host) => appendFileSync(process.env.KEPT_CONNECTIONS_FILE, `${host}\n`);

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  record(
    typeof options === 'object' ? (options.path ?? options.host ?? 'localhost') : (args[1] ?? 'localhost'),
  );
  return connect.apply(this, args);
};

for (const look of [dns, dns.promises]) {
  const lookup = look.lookup;
  look.lookup = (host, ...rest) => {
    record(host);
    return lookup(host, ...rest);
  };
}
syncBuiltinESMExports();
