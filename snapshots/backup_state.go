package snapshots

import (
	"encoding/json"

	"lockstep/app/lockstep"
)

// state reads a state, which differs from the one before it by the row.
func (r *rowReader) state(before lockstep.State, body func(lockstep.Digest, int64) lockstep.Body) (digest lockstep.Digest, s lockstep.State, err error) {
	var put []lockstep.Item
	gone := map[lockstep.Key]bool{}
	own := map[lockstep.Key]bool{}
	var omitted []lockstep.Omitted
	needs := 0
	err = r.fields(func(name string) error {
		switch name {
		case "state":
			return r.json.Decode(&digest)
		case "put":
			return elements(r.json, maxArchiveItems, func(d itemDocument) error {
				item, err := d.item()
				if err != nil {
					return err
				}
				if own[item.Key] {
					return harmful("it holds the item %q twice", item.Key)
				}
				if needs += len(item.Needs); needs > maxArchiveNeeds {
					return harmful("its items need more than %d others", maxArchiveNeeds)
				}
				item.Body = body(item.Body.Digest, item.Body.Size)
				put, own[item.Key] = append(put, item), true
				return nil
			})
		case "drop":
			return elements(r.json, maxArchiveItems, func(d keyDocument) error {
				gone[d.key()] = true
				return nil
			})
		case "omitted":
			return elements(r.json, maxArchiveOmitted, func(o omittedDocument) error {
				omitted = append(omitted, lockstep.Omitted{Key: o.Key.key(), Why: o.Why})
				return nil
			})
		}
		var skipped json.RawMessage
		return r.json.Decode(&skipped)
	})
	if err != nil {
		return digest, s, unreadRow(err)
	}
	all := put
	for _, item := range before.All() {
		if !own[item.Key] && !gone[item.Key] {
			all = append(all, item)
		}
	}
	if len(all) > maxArchiveItems {
		return digest, s, harmful("a state has more than %d items", maxArchiveItems)
	}
	if s, err = lockstep.NewState(all, omitted); err != nil {
		return digest, s, err
	}
	if why := wrongOmitted(s); why != "" {
		return digest, s, harmful("%s", why)
	}
	if s.Digest() != digest {
		return digest, s, cut("a state is not what its digest says")
	}
	return digest, s, nil
}
