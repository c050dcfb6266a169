/** The TPU runtime's real server, for specs that need one. */
export { startRemoteServer } from '../../bin/lib/remote-server.mjs';
export type { RemoteServer, RemoteServerOptions } from '../../bin/lib/remote-server.mjs';
