/** Loaded into a gateway before its own code (NODE_OPTIONS): nobody says where the library of models is, so that a download stays on its way until it is ended. */
import dns from 'node:dns';

const { lookup } = dns;
dns.lookup = (host, ...rest) => {
  if (host !== 'registry.ollama.ai') lookup(host, ...rest);
};
