// A PLC directory and a PDS on loopback, for the restore tests. Usage: node serve.cjs FOLDER PLC-PORT PDS-PORT [limits]
// Both call app.listen(port) without a host, which would bind every interface: listen is wrapped.
const fs = require('node:fs')
const path = require('node:path')

const [folder, plcPort, pdsPort, limits] = process.argv.slice(2)
const onLoopback = (app) => {
  const listen = app.listen.bind(app)
  app.listen = (port) => listen(port, '127.0.0.1')
}
const data = path.join(folder, 'data')
const blobs = path.join(folder, 'blobs')
for (const made of [data, blobs]) fs.mkdirSync(made, { recursive: true })
Object.assign(process.env, {
  LOG_ENABLED: '0',
  PDS_HOSTNAME: 'localhost',
  PDS_PORT: pdsPort,
  PDS_DATA_DIRECTORY: data,
  PDS_BLOBSTORE_DISK_LOCATION: blobs,
  PDS_DID_PLC_URL: `http://localhost:${plcPort}`,
  PDS_DEV_MODE: '1',
  PDS_INVITE_REQUIRED: '0',
  PDS_MAX_REPO_IMPORT_SIZE: String(512 * 1024 * 1024),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: '11'.repeat(32),
  PDS_JWT_SECRET: 'made-up-for-tests',
  PDS_DPOP_SECRET: '22'.repeat(32),
  PDS_ADMIN_PASSWORD: 'made-up-for-tests',
})
if (limits === 'limits') process.env.PDS_RATE_LIMITS_ENABLED = '1'

const main = async () => {
  const plc = require('@did-plc/server')
  const { PDS, envToCfg, envToSecrets, readEnv } = require('@atproto/pds')
  const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: Number(plcPort) })
  onLoopback(directory.app)
  await directory.start()
  const env = readEnv()
  const pds = await PDS.create(envToCfg(env), envToSecrets(env))
  onLoopback(pds.app)
  await pds.start()
  console.log('ready')
  process.stdin.on('end', () => process.exit(0)) // whoever started us has gone
  process.stdin.resume()
}
main().catch((error) => {
  console.error(error)
  process.exit(1)
})
