// Package snapshots keeps states: in the vault, deduplicated, compressed and sealed, and in archive files that open
// anywhere. It says what lies in a pack and a manifest, and knows neither a database, which it is handed as [Packs] and
// [PackTx], nor environments and their systems.
package snapshots
