"""The log that proves what was received when: to everybody, later, against the platform itself.

Every tender has a Merkle tree (RFC 6962) with a leaf for each envelope, grown in the envelope's own transaction and
frozen at the closing. The platform's log is one more such tree: a sequencer puts every journal row into it, and every
new head of a tender's tree in a form that tells nothing before the closing (docs/adr/0009). Its own head is signed
again and again: a checkpoint, which people outside keep. Nothing here is ever changed, and nothing here decides.
"""
