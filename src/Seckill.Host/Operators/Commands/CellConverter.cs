using System.Text.Json;
using System.Text.Json.Serialization;
using Seckill.Operations.Palette;

namespace Seckill.Host.Operators.Commands;

/// <summary>Writes a cell as the JSON value that it is. Nobody sends cells.</summary>
internal sealed class CellConverter : JsonConverter<Cell>
{
    public override Cell Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Cell value, JsonSerializerOptions options)
    {
        switch (value.Kind)
        {
            case CellKind.Empty:
                writer.WriteNullValue();
                break;
            case CellKind.Number:
                writer.WriteRawValue(value.Text, skipInputValidation: true);
                break;
            case CellKind.Flag:
                writer.WriteBooleanValue(value == Cell.Of(true));
                break;
            default:
                writer.WriteStringValue(value.Text);
                break;
        }
    }
}
