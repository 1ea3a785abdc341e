// Loads the protocol with its annotations, and makes a client of one of its services.
'use strict';

const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const PROTO = process.env.RETRAIN_PROTO || path.resolve(__dirname, '../../../proto');
// It brings google/api/annotations.proto, which the protocol's files import.
const ANNOTATIONS = path.dirname(require.resolve('protobufjs/package.json'));
const PATIENCE_SECONDS = 30;

// The server carries out a prediction once under one id and time, and a command once under one request_id: so a call
// may be repeated while the server is away.
const REPETITION = {
  methodConfig: [{
    name: [{}],
    retryPolicy: {
      maxAttempts: 5, initialBackoff: '0.2s', maxBackoff: '5s', backoffMultiplier: 2,
      retryableStatusCodes: ['UNAVAILABLE', 'RESOURCE_EXHAUSTED'],
    },
  }],
};

/** Makes a client of a service, 'Predictions' for example, of which `call` is a promise of the answer. */
function connect(service, { url, token } = {}) {
  url ||= process.env.RETRAIN_URL || 'http://localhost:5081';
  token ||= process.env.RETRAIN_TOKEN;
  const definition = loader.loadSync(`retraingrains/v1/${service.toLowerCase()}.proto`, {
    includeDirs: [PROTO, ANNOTATIONS], longs: Number, enums: String, defaults: true, oneofs: true,
  });
  const { protocol, host } = new URL(url);
  const credentials = protocol === 'https:' ? grpc.credentials.createSsl() : grpc.credentials.createInsecure();
  const Service = grpc.loadPackageDefinition(definition).retraingrains.v1[service];
  const client = new Service(host, credentials, { 'grpc.service_config': JSON.stringify(REPETITION) });

  function call(method, request) {
    const metadata = new grpc.Metadata();
    if (token) metadata.set('authorization', `Bearer ${token}`);
    const deadline = Date.now() + PATIENCE_SECONDS * 1000;
    return new Promise((resolve, reject) => client[method](
      request, metadata, { deadline }, (error, answer) => error ? reject(error) : resolve(answer)));
  }

  return { call, close: () => client.close() };
}

/** A feature's value as the protocol has it: a number, a text, or null where it is missing. */
function value(found) {
  if (found === null || found === undefined || Number.isNaN(found)) return { nullValue: 'NULL_VALUE' };
  return typeof found === 'string' ? { stringValue: found } : { numberValue: Number(found) };
}

module.exports = { connect, value };
