package app

import (
	_ "embed"
	"encoding/json"
)

// licencesText is written by build/licences.
//
//go:embed licences.json
var licencesText []byte

// LicenceView is a part that the program is built of, and its licence.
type LicenceView struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Licence string `json:"licence"` // its usual name
	Text    string `json:"text"`
}

// Licences gives what the program is built of.
func (a *App) Licences() (views []LicenceView, err error) {
	defer recovered(&err)
	return views, json.Unmarshal(licencesText, &views)
}
