// Reads an account back with the network's own client, which we did not write. Usage: node read.cjs PDS-URL DID
// One JSON object a post: where it is, its text cut at its marks, its date, what it answers, its pictures by their bytes.
const { createHash } = require('node:crypto')
const { AtpAgent, AtUri, RichText, AppBskyFeedPost } = require('@atproto/api')

const [service, did] = process.argv.slice(2)
const agent = new AtpAgent({ service })

const pictures = async (embed) => {
  const found = []
  for (const one of embed?.images ?? embed?.media?.images ?? []) {
    const cid = one.image.ref.toString()
    const { data } = await agent.com.atproto.sync.getBlob({ did, cid })
    const bytes = Buffer.from(data)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    found.push({ alt: one.alt, cid, sha256, bytes: bytes.toString('base64') })
  }
  return found
}

const shown = async ({ uri, cid, value }) => {
  const valid = AppBskyFeedPost.validateRecord(value)
  const text = new RichText({ text: value.text, facets: value.facets })
  const marks = [...text.segments()].filter((part) => part.link || part.tag || part.mention)
  return {
    uri,
    cid,
    rkey: new AtUri(uri).rkey,
    valid: valid.success,
    graphemes: text.graphemeLength,
    text: value.text,
    marks: marks.map((part) => [part.text, part.link?.uri ?? part.tag?.tag ?? part.mention.did]),
    createdAt: value.createdAt,
    parent: value.reply?.parent ?? null,
    root: value.reply?.root ?? null,
    pictures: await pictures(value.embed),
    item: value.wildgrass?.id,
  }
}

const main = async () => {
  let cursor
  do {
    const query = { repo: did, collection: 'app.bsky.feed.post', limit: 100, cursor }
    const { data } = await agent.com.atproto.repo.listRecords(query)
    for (const record of data.records) console.log(JSON.stringify(await shown(record)))
    cursor = data.cursor
  } while (cursor)
}
main().catch((error) => {
  console.error(error)
  process.exit(1)
})
