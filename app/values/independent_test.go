package values_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	goccy "github.com/goccy/go-yaml"
	"github.com/joho/godotenv"
	"github.com/magiconair/properties"
	"gopkg.in/ini.v1"

	"lockstep/app/values"
)

// independent reads a document with another parser than the package's: its values by their addresses, or by what
// stands for them where that parser knows no places.
func independent(format values.Format, body []byte) (map[string]string, error) {
	all := map[string]string{}
	switch format {
	case values.JSON:
		decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
		decoder.UseNumber()
		var v any
		if err := decoder.Decode(&v); err != nil {
			return nil, err
		}
		spread(all, "", v)
	case values.YAML:
		return independentYAML(body)
	case values.TOML:
		var v map[string]any
		if err := toml.Unmarshal(body, &v); err != nil {
			return nil, err
		}
		spread(all, "", v)
	case values.Env:
		body = bytes.ReplaceAll(bytes.TrimPrefix(body, []byte("\ufeff")), []byte("$"), []byte("§")) // it expands variables
		return godotenv.UnmarshalBytes(body)
	case values.Properties:
		loader := properties.Loader{Encoding: properties.UTF8, DisableExpansion: true}
		p, err := loader.LoadBytes(body)
		if err != nil {
			return nil, err
		}
		for _, key := range p.Keys() {
			all[values.Escape(key)] = p.GetString(key, "")
		}
	case values.INI:
		f, err := ini.LoadSources(ini.LoadOptions{SpaceBeforeInlineComment: true, AllowBooleanKeys: true}, body)
		if err != nil {
			return nil, err
		}
		for _, section := range f.Sections() {
			for _, key := range section.Keys() {
				address := values.Escape(section.Name()) + "/" + values.Escape(key.Name())
				if section.Name() == ini.DefaultSection {
					address = values.Escape(key.Name())
				}
				all[address] = key.Value()
			}
		}
	case values.XML:
		return independentXML(body)
	}
	return all, nil
}

// spread lays the leaves of a decoded document out by their pointers.
func spread(all map[string]string, at string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, held := range v {
			spread(all, at+"/"+values.Escape(key), held)
		}
	case []any:
		for i, held := range v {
			spread(all, at+"/"+strconv.Itoa(i), held)
		}
	case []map[string]any:
		for i, held := range v {
			spread(all, at+"/"+strconv.Itoa(i), held)
		}
	default:
		all[at] = fmt.Sprint(v)
	}
}

func independentYAML(body []byte) (all map[string]string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	var documents []any
	decoder := goccy.NewDecoder(bytes.NewReader(body))
	for {
		var v any
		if err := decoder.Decode(&v); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		documents = append(documents, v)
	}
	all = map[string]string{}
	if len(documents) == 1 {
		spread(all, "", documents[0])
	} else {
		spread(all, "", documents)
	}
	return all, nil
}

// independentXML reads by Token, which matches tags and resolves names, and gives attributes and texts by their order.
func independentXML(body []byte) (map[string]string, error) {
	all, path := map[string]string{}, []string{}
	decoder := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	decoder.CharsetReader = func(_ string, body io.Reader) (io.Reader, error) { return body, nil }
	count, text := 0, ""
	note := func(what, value string) {
		count++
		all[fmt.Sprintf("%04d %s%s", count, strings.Join(path, "/"), what)] = value
	}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			path, text = append(path, t.Name.Local), ""
			for _, a := range t.Attr {
				note("@"+a.Name.Local, a.Value)
			}
		case xml.CharData:
			text += string(t)
		case xml.EndElement:
			note("", text)
			path, text = path[:len(path)-1], ""
		}
	}
}
