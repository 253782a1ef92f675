package rust

import "reflect"

// walkAll visits every pointer below v once.
func walkAll(v reflect.Value, seen map[any]bool, visit func(any)) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || seen[v.Interface()] {
			return
		}
		if _, ok := v.Interface().(*tokenSource); ok {
			return
		}
		seen[v.Interface()] = true
		visit(v.Interface())
		walkAll(v.Elem(), seen, visit)
		if b, ok := v.Interface().(*Block); ok {
			walkAll(reflect.ValueOf(b.Statements()), seen, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				walkAll(v.Field(i), seen, visit)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			walkAll(v.Index(i), seen, visit)
		}
	}
}

// each calls f for every node of type T in the file.
func each[T any](root any, f func(T)) {
	walkAll(reflect.ValueOf(root), map[any]bool{}, func(n any) {
		if x, ok := n.(T); ok {
			f(x)
		}
	})
}

func eachMacro(root any, f func(*MacroCall)) { each(root, f) }
