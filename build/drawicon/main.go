// Command drawicon draws the program's icon: the three roles of an environment, each a step above the last. Run it in
// the root after changing it:
//
//	go run ./build/drawicon
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
)

func main() {
	if err := errors.Join(writePNG("build/appicon.png", 512), writeICO("build/windows/icon.ico", 16, 32, 48, 64, 128, 256)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// at is the colour of a point of the unit square; ok is false outside the icon.
func at(x, y float64) (c color.NRGBA, ok bool) {
	ink, white := color.NRGBA{0x19, 0x1a, 0x1d, 0xff}, color.NRGBA{0xff, 0xff, 0xff, 0xff}
	if !insideSquare(x, y, 0.04, 0.2) {
		return c, false
	}
	const radius, rim = 0.115, 0.034
	for i, centre := range [][2]float64{{0.24, 0.70}, {0.50, 0.50}, {0.76, 0.30}} {
		dx, dy := x-centre[0], y-centre[1]
		from := math.Hypot(dx, dy)
		if from > radius {
			continue
		}
		filled := i == 2 || i == 1 && dx > 0
		if filled || from > radius-rim {
			return white, true
		}
	}
	// The two arrows' shafts between the steps.
	for _, line := range [][4]float64{{0.24, 0.70, 0.50, 0.50}, {0.50, 0.50, 0.76, 0.30}} {
		if along, off := project(x, y, line); along > 0.40 && along < 0.60 && off < 0.014 {
			return white, true
		}
	}
	return ink, true
}

func insideSquare(x, y, margin, radius float64) bool {
	lo, hi := margin+radius, 1-margin-radius
	dx, dy := math.Max(math.Max(lo-x, x-hi), 0), math.Max(math.Max(lo-y, y-hi), 0)
	return math.Hypot(dx, dy) <= radius
}

// project gives how far along a line a point is (0 to 1), and its distance from it.
func project(x, y float64, line [4]float64) (along, off float64) {
	dx, dy := line[2]-line[0], line[3]-line[1]
	length := math.Hypot(dx, dy)
	along = ((x-line[0])*dx + (y-line[1])*dy) / (length * length)
	off = math.Abs((x-line[0])*dy-(y-line[1])*dx) / length
	return along, off
}

// draw averages 8 by 8 points a pixel.
func draw(size int) image.Image {
	const fine = 8
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for py := range size {
		for px := range size {
			var r, g, b, n int
			for i := range fine * fine {
				x := (float64(px) + (float64(i%fine)+0.5)/fine) / float64(size)
				y := (float64(py) + (float64(i/fine)+0.5)/fine) / float64(size)
				if c, ok := at(x, y); ok {
					r, g, b, n = r+int(c.R), g+int(c.G), b+int(c.B), n+1
				}
			}
			if n > 0 {
				img.SetNRGBA(px, py, color.NRGBA{uint8(r / n), uint8(g / n), uint8(b / n), uint8(n * 255 / (fine * fine))})
			}
		}
	}
	return img
}

func encode(size int) ([]byte, error) {
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, draw(size))
	return b.Bytes(), err
}

func writePNG(name string, size int) error {
	b, err := encode(size)
	if err != nil {
		return err
	}
	return os.WriteFile(name, b, 0o644)
}

// writeICO writes an icon file whose pictures are PNGs.
func writeICO(name string, sizes ...int) error {
	var head, body bytes.Buffer
	_ = binary.Write(&head, binary.LittleEndian, []uint16{0, 1, uint16(len(sizes))})
	offset := 6 + 16*len(sizes)
	for _, size := range sizes {
		b, err := encode(size)
		if err != nil {
			return err
		}
		head.Write([]byte{byte(size), byte(size), 0, 0}) // 256 is written as 0
		_ = binary.Write(&head, binary.LittleEndian, []uint16{1, 32})
		_ = binary.Write(&head, binary.LittleEndian, []uint32{uint32(len(b)), uint32(offset)})
		offset += len(b)
		body.Write(b)
	}
	return os.WriteFile(name, append(head.Bytes(), body.Bytes()...), 0o644)
}
