namespace Seckill.Actors.Board;

/// <summary>Feeds the board.</summary>
internal sealed class BoardActor;
