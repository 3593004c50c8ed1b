// @ts-check
const { findProgram } = require("./programs.cjs");

module.exports = { missingServers };

/**
 * The programs of each server that stands in for a managed one.
 *
 * @typedef {"postgresql" | "redis" | "mariadb"} Server
 * @type {Readonly<Record<Server, readonly (readonly string[])[]>>}
 */
const SERVERS = {
  postgresql: [["initdb"], ["postgres"]],
  redis: [["redis-server", "valkey-server"]],
  mariadb: [["mariadbd"], ["mariadb-install-db", "mysql_install_db"]],
};

/** @param {readonly Server[]} servers */
function missingServers(servers) {
  return servers.filter((server) => SERVERS[server].some((names) => findProgram(names) === undefined));
}
