using System.Text.Json;

namespace Seckill.Host.Wire;

/// <summary>A converter refuses a JSON value of the right type; the message is for the client.</summary>
internal sealed class RefusedValueException(string message) : JsonException(message);
