package store

import (
	"context"
	"time"

	"lockstep/app/lockstep"
)

// readyRecord is a value that is kept ready, as it lies sealed in the catalog.
type readyRecord struct {
	Slot    string    `json:"slot"`
	Kind    string    `json:"kind"`
	Name    string    `json:"name"`
	Address string    `json:"address,omitempty"`
	Text    string    `json:"text"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

func aboutReady(environment string) string { return "value kept ready for environment " + environment }

// ReadyValues gives the values that are kept ready for an environment, in no order.
func (r reader) ReadyValues(ctx context.Context, environment string) ([]lockstep.ReadyValue, error) {
	rows, err := r.ready(ctx, environment)
	values := make([]lockstep.ReadyValue, len(rows))
	for i, row := range rows {
		values[i] = row.value
	}
	return values, err
}

type readyRow struct {
	id    int64
	value lockstep.ReadyValue
}

func (r reader) ready(ctx context.Context, environment string) ([]readyRow, error) {
	return list(ctx, r, func(row scanner) (one readyRow, err error) {
		var content []byte
		if err := row.Scan(&one.id, &content); err != nil {
			return one, err
		}
		var v readyRecord
		if err := r.unseal(content, aboutReady(environment), &v); err != nil {
			return one, err
		}
		one.value = lockstep.ReadyValue{Key: lockstep.Key{Slot: v.Slot, Kind: v.Kind, Name: v.Name}, Address: v.Address, Text: v.Text, By: v.By, At: v.At}
		return one, nil
	}, `SELECT id, content FROM value WHERE environment = (SELECT id FROM environment WHERE uuid = ?)`, environment)
}

// KeepReady keeps a value ready for an environment, in place of the one that was kept for the same place.
func (tx *Tx) KeepReady(environment string, v lockstep.ReadyValue) error {
	if _, err := tx.DropReady(environment, v.Key, v.Address); err != nil {
		return err
	}
	id, err := tx.id(`SELECT id FROM environment WHERE uuid = ?`, environment)
	if err != nil {
		return err
	}
	if id == 0 {
		return noEnvironment()
	}
	content, err := tx.seal(readyRecord{v.Key.Slot, v.Key.Kind, v.Key.Name, v.Address, v.Text, v.By, v.At.UTC()}, aboutReady(environment))
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO value (environment, content) VALUES (?, ?)`, id, content)
	return tx.mapped(tx.ctx, err)
}

// DropReady forgets the value that is kept ready for a place of an environment; dropped is false where there was none.
func (tx *Tx) DropReady(environment string, k lockstep.Key, address string) (dropped bool, err error) {
	// Sealed contents can be found only by opening them: there are few.
	rows, err := tx.ready(tx.ctx, environment)
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		if row.value.Key == k && row.value.Address == address {
			if _, err := tx.exec(`DELETE FROM value WHERE id = ?`, row.id); err != nil {
				return dropped, tx.mapped(tx.ctx, err)
			}
			dropped = true
		}
	}
	return dropped, nil
}
