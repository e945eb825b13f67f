package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../.."

var (
	quoted   = regexp.MustCompile("`([^`\n]+)`")
	pathLike = regexp.MustCompile(`^[\w.-]*/[\w./*-]*$|^[\w-]+\.(go|md|sh|yaml)$`)
	nameLike = regexp.MustCompile(`^([a-z]\w*)\.([A-Z]\w*)(?:\.([A-Z]\w*))?$`)
)

// TestArchitectureNamesWhatIsThere holds ARCHITECTURE.md to the code: each
// path in backquotes must exist, and each exported name.
func TestArchitectureNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := exportedNames(t)
	paths, symbols := 0, 0
	for _, m := range quoted.FindAllStringSubmatch(string(text), -1) {
		switch s := m[1]; {
		case nameLike.MatchString(s):
			symbols++
			if pkg, _, _ := strings.Cut(s, "."); names[pkg] == nil {
				t.Errorf("ARCHITECTURE.md names `%s`, and there is no package %s", s, pkg)
			} else if !names[pkg][strings.TrimPrefix(s, pkg+".")] {
				t.Errorf("ARCHITECTURE.md names `%s`, which is not there", s)
			}
		case pathLike.MatchString(s):
			paths++
			if found, _ := filepath.Glob(filepath.Join(root, s)); len(found) == 0 {
				t.Errorf("ARCHITECTURE.md names the path `%s`, which is not there", s)
			}
		}
	}
	if paths < 10 || symbols < 10 {
		t.Errorf("found %d paths and %d names in ARCHITECTURE.md, want at least 10 of each", paths, symbols)
	}
}

// exportedNames returns for each of our packages its exported names, methods
// and fields as Type.Name.
func exportedNames(t *testing.T) map[string]map[string]bool {
	t.Helper()
	all := map[string]map[string]bool{}
	for _, p := range listPackages(t) {
		names := map[string]bool{}
		files, _ := filepath.Glob(filepath.Join(p.Dir, "*.go"))
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				declare(names, d)
			}
		}
		all[filepath.Base(p.ImportPath)] = names
	}
	return all
}

func declare(names map[string]bool, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			r := d.Recv.List[0].Type
			if star, ok := r.(*ast.StarExpr); ok {
				r = star.X
			}
			if id, ok := r.(*ast.Ident); ok {
				name = id.Name + "." + name
			}
		}
		names[name] = true
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names[n.Name] = true
				}
			case *ast.TypeSpec:
				names[s.Name.Name] = true
				declareMembers(names, s)
			}
		}
	}
}

func declareMembers(names map[string]bool, s *ast.TypeSpec) {
	var fields *ast.FieldList
	switch x := s.Type.(type) {
	case *ast.StructType:
		fields = x.Fields
	case *ast.InterfaceType:
		fields = x.Methods
	default:
		return
	}
	for _, f := range fields.List {
		for _, n := range f.Names {
			names[s.Name.Name+"."+n.Name] = true
		}
	}
}

// Pictures are read over slow lines, and a clone should stay small.
func TestPicturesAreSmall(t *testing.T) {
	pictures, _ := filepath.Glob(filepath.Join(root, "docs", "*.png"))
	if len(pictures) == 0 {
		t.Error("the README's picture of a report is not there")
	}
	for _, p := range pictures {
		if info, err := os.Stat(p); err != nil || info.Size() > 300_000 {
			t.Errorf("%s: %v, want at most 300 kB", p, err)
		}
	}
}
